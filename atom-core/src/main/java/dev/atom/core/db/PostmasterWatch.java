package dev.atom.core.db;

import java.io.IOException;
import java.util.Optional;

/**
 * Stops the server when this process is gone, however it went. A shell waits for the end of a pipe whose other end only this
 * process holds: the system closes it even on kill -9, and the shell then asks the server for a fast shutdown. Where there is no
 * {@code sh}, the next start stops what was left.
 */
final class PostmasterWatch implements AutoCloseable {
    /** The signal goes to the process, not to the data directory: a server started there since is another process. */
    private static final String SCRIPT = "trap '' INT TERM HUP; read -r nothing; kill -INT \"$1\"";

    private final Optional<Process> shell;

    private PostmasterWatch(Optional<Process> shell) {
        this.shell = shell;
    }

    static PostmasterWatch over(long processId) throws IOException {
        if (System.getProperty("os.name").startsWith("Windows")) {
            return new PostmasterWatch(Optional.empty());
        }
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", SCRIPT, "sh", Long.toString(processId))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        BareEnvironment.of(builder);
        return new PostmasterWatch(Optional.of(builder.start()));
    }

    /** Ends the watch without touching the server. */
    @Override
    public void close() {
        shell.ifPresent(Process::destroyForcibly);
    }
}
