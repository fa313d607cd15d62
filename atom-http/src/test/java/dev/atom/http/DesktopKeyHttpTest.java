package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atom.http.TestServer.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DesktopKeyHttpTest {
    private static final String KEYS = "/api/desktop/keys";

    @AutoClose
    private static final TestServer server = new TestServer();

    @Test
    void aUserGeneratesAKeyThatIsShownOnceAndWorks() {
        String user = server.token(server.a.tenant(), "operator");
        Reply generated = server.send(
                user, "POST", KEYS + "/generate", "{\"device_name\":\"laptop\",\"device_id\":\"serial-1\"}");
        assertThat(generated.status()).isEqualTo(201);
        String key = generated.data().path("api_key").asText();
        assertThat(key).startsWith("atom_dk_").hasSize(44);

        JsonNode listed = server.get(user, KEYS).data();
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).path("state").asText()).isEqualTo("active");
        assertThat(listed.get(0).path("hint").asText()).isEqualTo(key.substring(0, 12));
        assertThat(listed.toString()).doesNotContain(key.substring(12));

        JsonNode me = server.get(key, "/api/desktop/auth").data();
        assertThat(me.path("device").path("id").asText()).isEqualTo("serial-1");
        assertThat(me.path("user_id").asText())
                .isEqualTo(generated.data().path("user_id").asText());
        assertThat(me.path("key_id").asText())
                .isEqualTo(generated.data().path("id").asText());
        assertThat(server.get(key, "/api/v1/workspaces").status()).isEqualTo(200);
        assertThat(server.send(key, "PUT", "/api/v1/vault/keys/x", "{\"value\":\"sk-1234567890\"}")
                        .code())
                .isEqualTo("FORBIDDEN");
    }

    @Test
    void theSixthKeyIsAConflictThatSaysWhy() {
        String user = server.token(server.a.tenant(), "readonly");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(generate(user).path("id").asText());
        }
        Reply sixth = server.send(user, "POST", KEYS + "/generate", "{\"device_name\":\"d\"}");
        assertThat(sixth.status()).isEqualTo(409);
        assertThat(sixth.code()).isEqualTo("KEY_LIMIT_REACHED");

        assertThat(server.delete(user, KEYS + "/" + ids.get(0)).status()).isEqualTo(204);
        generate(user);
    }

    @Test
    void rotatingGivesANewKeyAndTheOldOneStaysForAWhile() {
        String user = server.token(server.a.tenant(), "readonly");
        JsonNode old = generate(user);
        Reply rotated =
                server.send(user, "POST", KEYS + "/" + old.path("id").asText() + "/rotate", "{\"grace_seconds\":60}");
        assertThat(rotated.status()).isEqualTo(201);
        assertThat(isValid(old.path("api_key").asText())).isTrue();
        assertThat(isValid(rotated.data().path("api_key").asText())).isTrue();
        Reply again = server.send(user, "POST", KEYS + "/" + old.path("id").asText() + "/rotate", "{}");
        assertThat(again.code()).isEqualTo("CONFLICT");

        server.delete(user, KEYS + "/" + rotated.data().path("id").asText());
        assertThat(isValid(old.path("api_key").asText())).isFalse();
        assertThat(server.get(rotated.data().path("api_key").asText(), "/api/desktop/auth")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void nobodyLearnsWhyAKeyIsNotValid() {
        String user = server.token(server.a.tenant(), "readonly");
        JsonNode revoked = generate(user);
        server.delete(user, KEYS + "/" + revoked.path("id").asText());
        JsonNode good = generate(user);

        Reply valid = validate(good.path("api_key").asText());
        assertThat(valid.data().path("valid").asBoolean()).isTrue();
        assertThat(valid.data().path("tenant_id").asText())
                .isEqualTo(server.a.tenant().id().toString());
        assertThat(valid.data().path("user_id").asText())
                .isEqualTo(good.path("user_id").asText());
        for (String key : List.of(
                "",
                "x",
                "atom_dk_" + UUID.randomUUID(),
                revoked.path("api_key").asText(),
                good.path("api_key").asText().toUpperCase(Locale.ROOT),
                good.path("api_key").asText() + "0")) {
            assertThat(validate(key).data().toString()).isEqualTo("{\"valid\":false}");
        }
    }

    @Test
    void aKeyOfTheTenantItselfHasNoKeysOfItsOwn() {
        for (String method : List.of("GET", "POST")) {
            String path = method.equals("GET") ? KEYS : KEYS + "/generate";
            Reply reply = server.send(server.a.key(), method, path, "{\"device_name\":\"d\"}");
            assertThat(reply.code()).isEqualTo("FORBIDDEN");
        }
    }

    @Test
    void anotherUsersKeyDoesNotExist() {
        String theirs =
                generate(server.token(server.a.tenant(), "admin")).path("id").asText();
        String user = server.token(server.a.tenant(), "admin");
        assertThat(server.delete(user, KEYS + "/" + theirs).code()).isEqualTo("NOT_FOUND");
        assertThat(server.send(user, "POST", KEYS + "/" + theirs + "/rotate", "{}")
                        .code())
                .isEqualTo("NOT_FOUND");
        assertThat(server.get(user, KEYS).data()).isEmpty();
    }

    private static JsonNode generate(String user) {
        Reply reply = server.send(user, "POST", KEYS + "/generate", "{\"device_name\":\"laptop\"}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.data();
    }

    private static boolean isValid(String key) {
        return validate(key).data().path("valid").asBoolean();
    }

    private static Reply validate(String key) {
        return server.send("", "POST", KEYS + "/validate", "{\"api_key\":\"" + key + "\"}");
    }
}
