package dev.atom.benchmarks.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of the run, on the same JDK and class path as the harness. It is over when {@link #close} returns, whatever state it
 * was in. What it writes to standard error is in its log, whose tail comes with every failure.
 */
final class Child implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration STARTING = Duration.ofMinutes(1);
    private static final int TAIL_LINES = 40;

    private final String name;
    private final Path log;
    private final Process process;
    private final BufferedReader out;
    private final PrintWriter in;
    private final int port;
    private final String bearers;
    private final long database;

    /**
     * Starts a main class and waits for it to say it is ready.
     *
     * @param options options of the JVM
     * @throws IllegalStateException when it ends or says nothing within a minute, with the tail of its log
     */
    static Child start(String name, Class<?> main, Path directory, List<String> options, List<String> arguments)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // A compiler thread that ended could not be told from the others afterwards.
        command.add("-XX:-UseDynamicNumberOfCompilerThreads");
        command.add("-Dlogback.configurationFile=gateway-logback.xml");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        var log = directory.resolve(name + ".log");
        return new Child(
                name,
                log,
                new ProcessBuilder(command).redirectError(log.toFile()).start());
    }

    private Child(String name, Path log, Process process) throws IOException {
        this.name = name;
        this.log = log;
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.in = new PrintWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8), true);
        try {
            var line = answer(STARTING);
            while (!line.startsWith(Standing.READY)) {
                // The JVM itself has announcements too.
                line = answer(STARTING);
            }
            var ready = line.substring(Standing.READY.length()).split(" ", 3);
            this.port = Integer.parseInt(ready[0]);
            this.bearers = ready[1];
            this.database = Long.parseLong(ready[2]);
        } catch (RuntimeException | IOException e) {
            close();
            throw e;
        }
    }

    int port() {
        return port;
    }

    /** The credentials it asks for, separated by commas. */
    String bearers() {
        return bearers;
    }

    /** CPU time of the process itself. */
    Duration cpu() {
        return CpuMeter.process(process.pid());
    }

    /** CPU time of its just-in-time compilers, which is part of {@link #cpu}. */
    Duration compilerCpu() {
        return CpuMeter.compilers(process.pid());
    }

    /** CPU time of its database server with all the server's processes; zero without one. */
    Duration databaseCpu() {
        return database == 0 ? Duration.ZERO : CpuMeter.tree(database);
    }

    /** Says a line and returns the line it answers. */
    String ask(String line, Duration patience) throws IOException {
        in.println(line);
        return answer(patience);
    }

    private String answer(Duration patience) throws IOException {
        var reading = CompletableFuture.supplyAsync(this::readLine);
        try {
            return reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(name + " said nothing for " + patience.toSeconds() + " s" + tail(), e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(name + " ended" + tail(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
    }

    private String readLine() {
        try {
            var line = out.readLine();
            while (line != null && line.isEmpty()) {
                line = out.readLine();
            }
            if (line == null) {
                throw new IllegalStateException("no more output");
            }
            return line;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The end of its log, to be put behind a message. */
    String tail() throws IOException {
        var lines = Files.readAllLines(log);
        return "; the end of its log:\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    /** Lets the process end in order, then ends it, then ends it by force. */
    @Override
    public void close() {
        in.close();
        try {
            if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
            process.destroy();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
