package dev.atom.server.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atom.server.upstream.UpstreamMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The scripted upstream in a process of its own, which ends with this one. */
final class UpstreamProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final URI baseUrl;
    private final HttpClient http = HttpClient.newHttpClient();

    private UpstreamProcess(Process process, URI baseUrl) {
        this.process = process;
        this.baseUrl = baseUrl;
    }

    static UpstreamProcess start(List<String> acceptedKeys, Duration chunkDelay) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                UpstreamMain.class.getName(),
                "--chunk-delay-ms",
                Long.toString(chunkDelay.toMillis())));
        acceptedKeys.forEach(key -> command.addAll(List.of("--accept", key)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader();
        String url = output.readLine();
        if (url == null) {
            process.destroy();
            throw new IOException("the scripted upstream did not start");
        }
        return new UpstreamProcess(process, URI.create(url));
    }

    /** Where it answers, ending in {@code /v1}. */
    URI baseUrl() {
        return baseUrl;
    }

    long pid() {
        return process.pid();
    }

    /** How many requests it has seen. */
    int requests() throws IOException, InterruptedException {
        HttpRequest question =
                HttpRequest.newBuilder(baseUrl.resolve("/_script")).build();
        return JSON.readTree(http.send(question, BodyHandlers.ofString()).body())
                .path("requests")
                .asInt();
    }

    /** Ends its input, which ends it. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
