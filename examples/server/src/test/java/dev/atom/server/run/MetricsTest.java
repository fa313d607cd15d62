package dev.atom.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class MetricsTest {
    private static final String PROVIDER_KEY = "sk-live-0123456789abcdef0123";

    private final HttpClient client = HttpClient.newHttpClient();
    private final TestServer atom = TestServer.start();

    @AfterEach
    void close() {
        atom.close();
    }

    @Test
    void areReadInPrometheusFormatOnAPortOfTheirOwn() throws Exception {
        String key = atom.tenant("acme");
        atom.upstream().accept(PROVIDER_KEY);
        atom.store("acme", PROVIDER_KEY);
        assertThat(chat(key).statusCode()).isEqualTo(200);
        awaitCall();

        HttpResponse<String> metrics = get("/metrics");

        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(metrics.body().lines())
                .anyMatch(
                        line -> line.startsWith("atom_llm_call_seconds_count{") && line.contains("provider=\"openai\""))
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
                .anyMatch(line -> line.startsWith("atom_http_bodies_bytes "))
                .noneMatch(line -> line.contains(PROVIDER_KEY) || line.contains(key));
    }

    /** Two meters of one name and different tags: Prometheus's registry keeps the first and drops the other without a word. */
    @Test
    void noMeterIsMissing() throws Exception {
        // First, as others are registered while it runs.
        List<Meter> meters = atom.server().atom().meters().getMeters();
        String body = get("/metrics").body();

        assertThat(meters).isNotEmpty().allSatisfy(meter -> assertThat(body)
                .contains("\n" + meter.getId().getName().replace('.', '_').replace('-', '_')));
    }

    @Test
    void nothingElseIsServedThereAndTheyAreServedNowhereElse() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/metrics/").statusCode()).isEqualTo(404);
        assertThat(get("/api/v1/health").statusCode()).isEqualTo(404);
        HttpRequest elsewhere =
                HttpRequest.newBuilder(atom.server().url().resolve("/metrics")).build();
        assertThat(client.send(elsewhere, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
    }

    /** An answer can be read a moment before its call is counted. */
    private void awaitCall() {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (atom.server().atom().meters().find("atom.llm.call").timers().stream()
                .noneMatch(timer -> timer.count() >= 1)) {
            assertThat(System.nanoTime() - end)
                    .as("time until the call is counted")
                    .isNegative();
            Thread.onSpinWait();
        }
    }

    private HttpResponse<String> chat(String key) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(atom.server().url().resolve("/v1/chat/completions"))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("""
                                        {"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}
                                        """))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var address = atom.server().metrics().orElseThrow();
        URI uri = URI.create("http://127.0.0.1:" + address.getPort() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
