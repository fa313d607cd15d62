package dev.atom.core.db;

import dev.atom.spi.AtomException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Another JVM that starts an embedded server, says so, and holds it until its input ends or it is killed. */
final class EmbeddedServerProcess implements AutoCloseable {
    private final Process process;
    private final String firstLine;

    private EmbeddedServerProcess(Process process, String firstLine) {
        this.process = process;
        this.firstLine = firstLine;
    }

    static EmbeddedServerProcess on(Path directory, Path programs) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmbeddedServerProcess.class.getName(),
                        directory.toString(),
                        programs.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        while (line != null && !line.startsWith("atom-test ")) {
            line = output.readLine();
        }
        return new EmbeddedServerProcess(process, line == null ? "ended without a word" : line.substring(10));
    }

    /** The url of ATOM's database, or the error. */
    String said() {
        return firstLine;
    }

    /** Ends the JVM as kill -9 does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As {@link #kill}, and first what would stop the server after it. */
    void killWithItsWatch() throws InterruptedException {
        process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("sh"))
                .forEach(ProcessHandle::destroyForcibly);
        kill();
    }

    boolean endsWhenAskedTo() throws IOException, InterruptedException {
        process.getOutputStream().close();
        return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Runs in the other JVM. */
    public static void main(String[] arguments) throws IOException {
        try {
            EmbeddedDatabase server =
                    EmbeddedDatabase.start(new EmbeddedOptions(Path.of(arguments[0]), Path.of(arguments[1]), true));
            System.out.println("atom-test " + server.settings().jdbcUrl());
        } catch (AtomException failure) {
            System.out.println("atom-test " + failure.code() + " " + failure.getMessage());
        }
        while (System.in.read() >= 0) {
            // Until the parent closes the pipe; the server ends with this process.
        }
    }
}
