package dev.atom.server.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atom.server.upstream.UpstreamMain;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The scripted upstream in a process of its own, which ends with this one. */
final class UpstreamProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChildJvm jvm;
    private final URI baseUrl;
    private final HttpClient http = HttpClient.newHttpClient();

    private UpstreamProcess(ChildJvm jvm, URI baseUrl) {
        this.jvm = jvm;
        this.baseUrl = baseUrl;
    }

    static UpstreamProcess start(List<String> acceptedKeys, Duration chunkDelay) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--chunk-delay-ms", Long.toString(chunkDelay.toMillis())));
        acceptedKeys.forEach(key -> arguments.addAll(List.of("--accept", key)));
        ChildJvm jvm = ChildJvm.start(UpstreamMain.class, List.of("-Xmx64m"), arguments);
        return new UpstreamProcess(jvm, URI.create(jvm.firstLine()));
    }

    /** Where it answers, ending in {@code /v1}. */
    URI baseUrl() {
        return baseUrl;
    }

    long pid() {
        return jvm.pid();
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
        jvm.close();
    }
}
