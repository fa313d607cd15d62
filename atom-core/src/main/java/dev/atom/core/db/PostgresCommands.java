package dev.atom.core.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs PostgreSQL's programs, with their output in the server's log file. */
final class PostgresCommands {
    private static final int PATIENCE_SECONDS = 120;

    private final Path programs;
    private final Path log;
    private final List<String> prefix;

    PostgresCommands(Path programs, Path log) throws IOException {
        this.programs = programs;
        this.log = log;
        this.prefix = isRoot(programs) ? List.of("unshare", "--user") : List.of();
    }

    /** Whether the program ended well. */
    boolean run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return run(command);
    }

    /**
     * PostgreSQL refuses to run as root. In a user namespace of its own the process is not root to itself, while its files stay
     * root's.
     *
     * @throws IOException when the system has no such namespaces
     */
    void requireUsableAccount() throws IOException {
        if (!prefix.isEmpty() && !run(List.of("unshare", "--user", "true"))) {
            throw new IOException("PostgreSQL refuses to run as root, and this system does not let unshare(1) hide it:"
                    + " run ATOM as another user, or give it the url of a database");
        }
    }

    private boolean run(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        BareEnvironment.of(builder);
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.get(prefix.size()) + " did not end within " + PATIENCE_SECONDS + " s");
            }
            return process.exitValue() == 0;
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for PostgreSQL", interrupted);
        }
    }

    private static boolean isRoot(Path ours) throws IOException {
        return ours.getFileSystem().supportedFileAttributeViews().contains("unix")
                && Integer.valueOf(0).equals(Files.getAttribute(ours, "unix:uid"));
    }
}
