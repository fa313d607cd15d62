package dev.atom.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.http.HttpSettings;
import dev.atom.server.upstream.Script;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server is told to stop while a chat is streamed. */
@Timeout(120)
class GracefulStopTest {
    private static final String PROVIDER_KEY = "sk-live-0123456789abcdef0123";
    private static final String WORDS =
            "one two three four five six seven eight nine ten ".repeat(4).strip();

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aRunningStreamComesToItsEnd() throws Exception {
        try (TestServer server = TestServer.start(HttpSettings.defaults().withDrain(Duration.ofMinutes(1)))) {
            server.upstream().pauseBeforeChunks(Duration.ofMillis(50));
            BufferedReader stream = chat(server);
            String first = stream.readLine();

            CompletableFuture<Void> closing =
                    CompletableFuture.runAsync(() -> server.server().close(), work -> new Thread(work).start());
            awaitRefusal(server.server().url());

            assertThat(first).startsWith("data: ");
            assertThat(stream.lines().filter(line -> !line.isEmpty()))
                    .hasSizeGreaterThan(40)
                    .last()
                    .isEqualTo("data: [DONE]");
            closing.join();
        }
    }

    @Test
    void aStreamThatStallsDoesNotKeepTheServerFromStopping() throws Exception {
        try (TestServer server = TestServer.start(HttpSettings.defaults().withDrain(Duration.ofMillis(300)))) {
            server.upstream().play(Script.endAfter(2, Script.Ending.STALL));
            BufferedReader stream = chat(server);
            assertThat(stream.readLine()).startsWith("data: ");

            server.server().close();

            assertThat(rest(stream)).doesNotContain("[DONE]");
        }
    }

    private BufferedReader chat(TestServer server) throws IOException, InterruptedException {
        server.upstream().accept(PROVIDER_KEY);
        String key = server.tenant("acme");
        server.store("acme", PROVIDER_KEY);
        String body = "{\"model\":\"openai/gpt-4o-mini\",\"stream\":true,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"" + WORDS + "\"}]}";
        HttpRequest request = HttpRequest.newBuilder(server.server().url().resolve("/v1/chat/completions"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return new BufferedReader(new InputStreamReader(
                client.send(request, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8));
    }

    /** Until a new request is refused, or the connection is. */
    private void awaitRefusal(URI server) throws InterruptedException {
        HttpRequest health =
                HttpRequest.newBuilder(server.resolve("/api/health")).build();
        int status = 200;
        while (status == 200) {
            try {
                status = client.send(health, BodyHandlers.discarding()).statusCode();
            } catch (IOException refused) {
                return;
            }
        }
        assertThat(status).isEqualTo(503);
    }

    private static String rest(BufferedReader stream) {
        StringBuilder rest = new StringBuilder();
        try {
            for (String line = stream.readLine(); line != null; line = stream.readLine()) {
                rest.append(line);
            }
        } catch (IOException cutOff) {
            rest.append("cut off");
        }
        return rest.toString();
    }
}
