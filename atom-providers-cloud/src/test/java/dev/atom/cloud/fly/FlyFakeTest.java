package dev.atom.cloud.fly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atom.tck.fly.FlyFake;
import dev.atom.tck.fly.FlyFault;
import dev.atom.tck.fly.FlyMachine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The fake as any client sees it: what other people's providers may rely on. */
class FlyFakeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MACHINE =
            "{\"name\":\"n1\",\"config\":{\"image\":\"i\",\"metadata\":{\"k\":\"v\\u00e9\\n\"}}}";

    private final FlyFake fly = FlyFake.start();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        fly.close();
    }

    @Test
    void knowsItsTokenOnly() throws Exception {
        HttpRequest without = HttpRequest.newBuilder(URI.create(fly.uri() + "/v1/apps?org_slug=" + fly.org()))
                .build();
        assertThat(client.send(without, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
        assertThat(send("GET", "/apps?org_slug=" + fly.org(), "").statusCode()).isEqualTo(200);
    }

    @Test
    void saysWhichMachineHasTheName() throws Exception {
        app();
        String id = json(send("POST", "/apps/a/machines", MACHINE)).path("id").asText();
        HttpResponse<String> second = send("POST", "/apps/a/machines", MACHINE);
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(json(second).path("error").asText())
                .isEqualTo("already_exists: unique machine name violation, machine ID " + id
                        + " already exists with name \"n1\"");
        assertThat(fly.machines()).extracting(FlyMachine::metadata).containsExactly(Map.of("k", "vé\n"));
    }

    @Test
    void deletesARunningMachineByForceOnly() throws Exception {
        String id = fly.seed("a", "n1", Map.of()).id();
        assertThat(send("DELETE", "/apps/a/machines/" + id, "").statusCode()).isEqualTo(412);
        assertThat(send("POST", "/apps/a/machines/" + id + "/stop", "{}").statusCode())
                .isEqualTo(200);
        assertThat(json(send("GET", "/apps/a/machines/" + id, "")).path("state").asText())
                .isEqualTo("stopped");
        assertThat(send("POST", "/apps/a/machines/" + id + "/start", "").statusCode())
                .isEqualTo(200);
        assertThat(send("DELETE", "/apps/a/machines/" + id + "?force=true", "").statusCode())
                .isEqualTo(200);
        assertThat(send("GET", "/apps/a/machines/" + id, "").statusCode()).isEqualTo(404);
        assertThat(fly.machines()).isEmpty();
    }

    @Test
    void keepsOthersOffAMachineThatIsLeased() throws Exception {
        String machine = "/apps/a/machines/" + fly.seed("a", "n1", Map.of()).id();
        String nonce = json(send("POST", machine + "/lease", "{\"ttl\":60}"))
                .path("nonce")
                .asText();
        assertThat(send("POST", machine + "/lease", "{}").statusCode()).isEqualTo(409);
        assertThat(send("DELETE", machine + "?force=true", "").statusCode()).isEqualTo(409);
        assertThat(send("DELETE", machine + "/lease", "", "fly-machine-lease-nonce", nonce)
                        .statusCode())
                .isEqualTo(200);
        assertThat(send("DELETE", machine + "?force=true", "").statusCode()).isEqualTo(200);
    }

    @Test
    void leavesTheConfigOutOfSummaries() throws Exception {
        fly.seed("a", "n1", Map.of("k", "v"));
        assertThat(json(send("GET", "/apps/a/machines", "")).get(0).has("config"))
                .isTrue();
        assertThat(json(send("GET", "/apps/a/machines?summary=true", "")).get(0).has("config"))
                .isFalse();
    }

    @Test
    void goesOnByACursorUntilThereIsNone() throws Exception {
        for (int i = 0; i < 5; i++) {
            fly.seed("a", "n" + i, Map.of());
        }
        HttpResponse<String> first = send("GET", "/apps/a/machines?limit=3", "");
        assertThat(json(first)).hasSize(3);
        String cursor = first.headers().firstValue("fly-next-cursor").orElseThrow();
        HttpResponse<String> second = send("GET", "/apps/a/machines?limit=3&cursor=" + cursor, "");
        assertThat(json(second)).hasSize(2);
        assertThat(second.headers().firstValue("fly-next-cursor")).isEmpty();
    }

    @Test
    void liesInListsWhenToldTo() throws Exception {
        for (int i = 0; i < 4; i++) {
            fly.seed("a", "n" + i, Map.of());
        }
        fly.inject(FlyFault.LIST_HALF);
        assertThat(json(send("GET", "/apps/a/machines", ""))).hasSize(2);
        fly.heal().inject(FlyFault.LIST_LAGS);
        fly.seed("a", "late", Map.of());
        assertThat(json(send("GET", "/orgs/" + fly.org() + "/machines", "")).path("machines"))
                .hasSize(4);
        assertThat(json(send("GET", "/apps/a/machines", ""))).hasSize(5);
    }

    @Test
    void makesALateMachineWhenItIsTold() throws Exception {
        app();
        fly.once(FlyFault.CREATE_LATE);
        assertThat(send("POST", "/apps/a/machines", MACHINE).statusCode()).isEqualTo(408);
        assertThat(fly.machines()).isEmpty();
        fly.landLateCreates();
        assertThat(fly.machines()).hasSize(1);
    }

    @Test
    void destroysAMachineThatWasMadeToDestroyItself() throws Exception {
        app();
        String body = MACHINE.replace("\"image\":\"i\"", "\"image\":\"i\",\"auto_destroy\":true");
        fly.exit(json(send("POST", "/apps/a/machines", body)).path("id").asText());
        fly.exit(fly.seed("a", "n2", Map.of()).id());
        assertThat(fly.machines()).extracting(FlyMachine::state).containsExactly("stopped");
    }

    @Test
    void answers429BeyondTheDocumentedRate() throws Exception {
        fly.limitRates(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        String id = fly.seed("a", "n1", Map.of()).id();
        for (int i = 0; i < 10; i++) {
            assertThat(send("GET", "/apps/a/machines/" + id, "").statusCode()).isEqualTo(200);
        }
        assertThat(send("GET", "/apps/a/machines/" + id, "").statusCode()).isEqualTo(429);
        for (int i = 0; i < 3; i++) {
            assertThat(send("GET", "/apps/a/machines", "").statusCode()).isEqualTo(200);
        }
        HttpResponse<String> refused = send("GET", "/apps/a/machines", "");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).isEmpty();
    }

    @Test
    void takesTheMachinesAlongWhenAnAppGoes() throws Exception {
        fly.seed("a", "n1", Map.of());
        fly.seed("b", "n1", Map.of());
        assertThat(send("DELETE", "/apps/a", "").statusCode()).isEqualTo(202);
        assertThat(fly.apps()).containsExactly("b");
        assertThat(fly.machines()).extracting(FlyMachine::app).containsExactly("b");
    }

    @Test
    void refusesWhatFlyWouldRefuse() throws Exception {
        app();
        assertThat(send("POST", "/apps/a/machines", "{\"config\":{}}").statusCode())
                .isEqualTo(422);
        assertThat(send("POST", "/apps/a/machines", "{\"config\":").statusCode())
                .isEqualTo(400);
        assertThat(send("POST", "/apps/none/machines", MACHINE).statusCode()).isEqualTo(404);
        HttpResponse<String> taken = send("POST", "/apps", "{\"name\":\"a\",\"org_slug\":\"" + fly.org() + "\"}");
        assertThat(taken.statusCode()).isEqualTo(422);
        assertThat(json(taken).path("status").asText()).isEqualTo("name_taken");
        assertThat(fly.machines()).isEmpty();
    }

    private void app() throws Exception {
        assertThat(send("POST", "/apps", "{\"name\":\"a\",\"org_slug\":\"" + fly.org() + "\"}")
                        .statusCode())
                .isEqualTo(201);
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(fly.uri() + "/v1" + path))
                .header("Authorization", "Bearer " + fly.token())
                .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> reply) throws IOException {
        return JSON.readTree(reply.body());
    }
}
