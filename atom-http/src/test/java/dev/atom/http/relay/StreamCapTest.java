package dev.atom.http.relay;

import static dev.atom.http.relay.RelayFixture.CHAT;
import static dev.atom.http.relay.RelayFixture.CHUNK;
import static dev.atom.http.relay.RelayFixture.FINISH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.quota.PlanLimits;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.core.tenant.Plan;
import dev.atom.tck.CannedReply;
import dev.atom.tck.ReplayServer;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A tenant's streams at once, over real sockets on both sides. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamCapTest {
    private final RelayFixture fixture = new RelayFixture(
            builder -> builder.quotas(QuotaSettings.usual().withPlan(Plan.FREE, PlanLimits.of(1000, 2))));
    private final ReplayServer provider = fixture.provider;
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterAll
    void close() {
        fixture.close();
    }

    @Test
    void refusesTheThirdStreamUntilOneOfTheTwoHasEndedAndLeavesOtherTenantsAlone() throws Exception {
        String key = fixture.member().apiKey();
        String other = fixture.member().apiKey();
        byte[] stream = (CHUNK + CHUNK + FINISH).getBytes(StandardCharsets.UTF_8);
        provider.on(CHAT, CannedReply.of(200, "text/event-stream", stream).with(CannedReply.Fault.GATED));
        HttpResponse<InputStream> first = stream(key);
        HttpResponse<InputStream> second = stream(key);
        assertThat(List.of(first.statusCode(), second.statusCode())).containsOnly(200);

        HttpResponse<InputStream> third = stream(key);
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(text(third))
                .contains("\"rate_limit_error\"", "\"violated_policies\":[\"concurrent-calls\"]", "2 at once");
        assertThat(third.headers().firstValue("RateLimit-Policy"))
                .hasValue("\"concurrent-calls\";q=2;qu=\"concurrent-requests\"");
        assertThat(third.headers().firstValue("RateLimit")).hasValue("\"concurrent-calls\";r=0");
        assertThat(third.headers().firstValue("Retry-After").orElseThrow()).isIn("1", "2");
        assertThat(stream(other).statusCode()).isEqualTo(200);

        provider.openGate();
        provider.openGate();
        provider.openGate();
        assertThat(text(first)).contains("[DONE]");
        assertThat(text(second)).contains("[DONE]");
        provider.on(CHAT, CannedReply.of(200, "text/event-stream", stream));
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (stream(key).statusCode() != 200) {
            assertThat(System.nanoTime()).as("time until a place is free").isLessThan(end);
        }
    }

    private HttpResponse<InputStream> stream(String key) throws Exception {
        String body =
                "{\"model\":\"openai/gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + fixture.server.port() + CHAT))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofInputStream());
    }

    private static String text(HttpResponse<InputStream> response) throws Exception {
        return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
    }
}
