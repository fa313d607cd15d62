package dev.atom.benchmarks.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/** A {@link FlyHost} that was started. */
final class FlyProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final PrintWriter in;
    private final String[] about;

    private FlyProcess(Process process) throws IOException {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        this.in = new PrintWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8), true);
        this.about = answer().split("\t", 3);
    }

    /** On the same JDK and class path. */
    static FlyProcess start() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new FlyProcess(
                new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), FlyHost.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    /** Settings that lead to it. */
    Map<String, String> settings(int requestsPerSecond) {
        return Map.of(
                "base_url", about[0],
                "token", about[1],
                "org", about[2],
                "app_name_prefix", "fleet",
                "requests_per_second", Integer.toString(requestsPerSecond));
    }

    /** Puts the machines of a file there. */
    void seed(Path file) throws IOException {
        ask(FlyHost.SEED + "\t" + file);
    }

    /** The calls since this was asked last, as counts by kind. */
    String calls() throws IOException {
        return ask(FlyHost.CALLS);
    }

    /** From now on it refuses what exceeds Fly's documented limits. */
    void limit() throws IOException {
        ask(FlyHost.LIMIT);
    }

    private String ask(String line) throws IOException {
        in.println(line);
        return answer();
    }

    private String answer() throws IOException {
        var line = out.readLine();
        if (line == null) {
            throw new IOException("the fake Fly ended: what it said is on standard error");
        }
        return line;
    }

    @Override
    public void close() {
        in.close();
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
