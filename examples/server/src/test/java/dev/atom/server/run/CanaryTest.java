package dev.atom.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.server.upstream.Script;
import dev.atom.spi.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plants secrets everywhere a secret goes in, and looks for them everywhere something comes out. */
@Timeout(180)
class CanaryTest {
    private static final String MASTER_KEY = "canary-master-key-0123456789abcd";
    private static final String GOOD_KEY = "sk-canary-good-5f2a9c71e0b34d68";
    private static final String WRONG_KEY = "sk-canary-wrong-77b1e4c02d9a4f3";
    private static final String LOST_KEY = "sk-canary-lost-aa01bb23cc45dd67";
    private static final String STRANGER = "atom_dk_c0ffee00-c0ff-4eec-8ffe-c0ffeec0ffee";
    private static final String PROMPT = "canary-prompt-my-diagnosis";
    private static final Pattern API_KEY = Pattern.compile("\"api_key\":\"(atom_dk_[^\"]+)\"");

    private final CapturedLog log = CapturedLog.everything();
    private final TestServer atom = TestServer.start(Secret.of(MASTER_KEY));
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> answers = new ArrayList<>();

    @AfterEach
    void close() {
        atom.close();
        log.close();
    }

    @Test
    void noSecretComesOutAnywhere() throws Exception {
        String platform = atom.bootstrap();
        String acme = firstKey(platform, "acme");
        String globex = firstKey(platform, "globex");
        useEverything(platform, acme, globex);
        List<Canary> secrets = List.of(
                new Canary("master key", MASTER_KEY),
                new Canary("good provider key", GOOD_KEY),
                new Canary("wrong provider key", WRONG_KEY),
                new Canary("key in a broken request", LOST_KEY),
                new Canary("unknown API key", STRANGER),
                new Canary("platform's API key", platform),
                new Canary("acme's API key", acme),
                new Canary("globex's API key", globex));
        Canary prompt = new Canary("prompt", PROMPT);

        assertThat(answers).hasSizeGreaterThan(20);
        assertThat(secrets).allSatisfy(secret -> assertThat(answers).noneMatch(secret::isIn));
        List<String> rows = DatabaseDump.of(atom.database().superuser());
        assertThat(rows).anyMatch(row -> row.contains("acme")).hasSizeGreaterThan(20);
        assertThat(secrets).allSatisfy(secret -> assertThat(rows).noneMatch(secret::isIn));
        assertThat(rows).noneMatch(prompt::isIn);
        assertThat(secrets).allSatisfy(secret -> assertThat(log.lines()).noneMatch(secret::isIn));
        assertThat(log.lines()).noneMatch(prompt::isIn);
    }

    private void useEverything(String platform, String acme, String globex) throws Exception {
        atom.upstream().accept(GOOD_KEY);
        send("PUT", "/api/v1/vault/keys/openai", acme, key(GOOD_KEY));
        send("PUT", "/api/v1/vault/keys/spare", acme, key(GOOD_KEY));
        chat(acme, false);
        chat(acme, true);
        chat(globex, false);
        send("PUT", "/api/v1/vault/keys/openai", globex, key(WRONG_KEY));
        chat(globex, false);
        chat(globex, true);
        for (String api : List.of(acme, globex)) {
            send("POST", "/api/v1/llm/preflight", api, "{\"provider\":\"openai\"}");
            send("POST", "/api/v1/vault/keys/openai/verify", api, "");
            send("GET", "/api/v1/vault/keys", api, "");
            send("GET", "/api/v1/vault/keys/openai", api, "");
            send("GET", "/api/v1/llm/usage", api, "");
            send("GET", "/v1/models", api, "");
        }
        failInEveryWay(acme);
        sendBroken(acme);
        send("POST", "/api/v1/vault/rotate", acme, "");
        send("DELETE", "/api/v1/vault/keys/spare", acme, "");
        send("GET", "/api/desktop/auth", STRANGER, "");
        send("GET", "/api/v1/tenants", platform, "");
        chat(acme, false);
    }

    private void failInEveryWay(String acme) throws Exception {
        atom.upstream()
                .play(
                        Script.status(500, "{\"error\":{\"message\":\"your key " + GOOD_KEY + " broke us\"}}"),
                        Script.status(401, "{\"error\":{\"message\":\"bad key " + GOOD_KEY + "\"}}"),
                        Script.baseResp(1004, "login fail " + GOOD_KEY),
                        Script.endAfter(1, Script.Ending.RESET),
                        Script.errorFrameAfter(1, "{\"error\":{\"message\":\"" + GOOD_KEY + "\"}}"));
        for (int failure = 0; failure < 5; failure++) {
            chat(acme, failure > 2);
            // A refused key is quarantined: storing it again lifts that.
            send("PUT", "/api/v1/vault/keys/openai", acme, key(GOOD_KEY));
        }
    }

    private void sendBroken(String acme) throws Exception {
        send("PUT", "/api/v1/vault/keys/openai", acme, "{\"value\":\"" + LOST_KEY);
        send("PUT", "/api/v1/vault/keys/openai", acme, "{\"value\":[\"" + LOST_KEY + "\"]}");
        send("PUT", "/api/v1/vault/keys/openai", acme, "{\"vale\":\"" + LOST_KEY + "\"}");
        send("PUT", "/api/v1/vault/keys/UPPER", acme, key(LOST_KEY));
        send("POST", "/v1/chat/completions", acme, "{\"model\":\"nobody/x\",\"key\":\"" + LOST_KEY + "\"");
    }

    private String firstKey(String platform, String slug) throws Exception {
        HttpResponse<String> tenant = ask("POST", "/api/v1/tenants", platform, """
                {"slug":"%s","name":"%s"}""".formatted(slug, slug));
        Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(tenant.body());
        assertThat(id.find()).as(tenant.body()).isTrue();
        String path = "/api/v1/tenants/" + id.group(1) + "/keys";
        Matcher key = API_KEY.matcher(
                ask("POST", path, platform, "{\"device_name\":\"laptop\"}").body());
        assertThat(key.find()).isTrue();
        return key.group(1);
    }

    private void chat(String key, boolean stream) throws Exception {
        String body =
                "{\"model\":\"openai/gpt-4o-mini\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
        send("POST", "/v1/chat/completions", key, body.formatted(stream, PROMPT));
    }

    private void send(String method, String path, String key, String body) throws InterruptedException {
        try {
            HttpResponse<String> answer = ask(method, path, key, body);
            answers.add(answer.headers().map() + answer.body());
        } catch (IOException brokenOff) {
            answers.add("broken off: " + brokenOff);
        }
    }

    private HttpResponse<String> ask(String method, String path, String key, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(atom.server().url() + path)).header("Authorization", "Bearer " + key);
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return http.send(request.method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private static String key(String value) {
        return "{\"value\":\"" + value + "\"}";
    }
}
