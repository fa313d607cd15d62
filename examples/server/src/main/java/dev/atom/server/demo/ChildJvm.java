package dev.atom.server.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of the demo in a JVM of its own. It says one line when it is ready and ends when its input does, and so with this
 * process, however that ends.
 */
final class ChildJvm implements AutoCloseable {
    private static final int FIRST_THAT_WARNS_OF_NATIVE_CODE = 22;
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final String firstLine;

    private ChildJvm(Process process, String firstLine) {
        this.process = process;
        this.firstLine = firstLine;
    }

    /** Starts it and waits for its line; the class path is this process's. */
    static ChildJvm start(Class<?> main, List<String> jvmOptions, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        if (Runtime.version().feature() >= FIRST_THAT_WARNS_OF_NATIVE_CODE) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        if (line == null) {
            process.destroy();
            throw new IOException(main.getSimpleName() + " ended before it was ready");
        }
        return new ChildJvm(process, line);
    }

    /** What it said when it was ready. */
    String firstLine() {
        return firstLine;
    }

    long pid() {
        return process.pid();
    }

    /** Kills it as {@code kill -9} does: it gets no say in it. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends its input, which ends it, and waits until it is gone, interrupted or not; after a minute it is killed. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } finally {
            awaitEnd();
        }
    }

    private void awaitEnd() {
        Process ended = process.onExit()
                .completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        if (ended.isAlive()) {
            ended.destroyForcibly().onExit().join();
        }
    }
}
