package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.http.TestServer.Member;
import dev.atom.http.TestServer.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class VaultHttpTest {
    private static final String CANARY = "sk-canary-good-5f1e2d3c4b";

    @AutoClose
    private static final TestServer server = new TestServer();

    @Test
    void noAnswerEverHoldsTheValue() {
        Member member = server.member();
        String path = "/api/v1/vault/keys/fake";
        List<Reply> replies = new ArrayList<>();
        replies.add(server.send(member.key(), "PUT", path, "{\"value\":\"" + CANARY + "\",\"verify\":true}"));
        replies.add(server.get(member.key(), path));
        replies.add(server.get(member.key(), path + "/versions"));
        replies.add(server.get(member.key(), "/api/v1/vault/keys"));
        replies.add(server.send(member.key(), "POST", path + "/verify", "{}"));
        replies.add(server.send(member.key(), "POST", "/api/v1/llm/preflight", "{\"provider\":\"fake\"}"));
        replies.add(server.get(member.key(), "/v1/models"));
        replies.add(server.send(member.key(), "POST", "/api/v1/vault/rotate", "{\"from_version\":1}"));
        assertThat(replies).allSatisfy(reply -> {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text() + reply.headers()).doesNotContain(CANARY);
        });
    }

    @Test
    void refusalsDoNotRepeatTheValueEither() {
        Member member = server.member();
        String path = "/api/v1/vault/keys/other";
        List<String> bodies = List.of(
                "{\"value\":\"" + CANARY + "\",\"provider\":\"unknown\"}",
                "{\"value\":\"" + CANARY + "\",\"x\":1}",
                "{\"value\":\"" + CANARY + "\"",
                "{\"value\":[\"" + CANARY + "\"]}",
                "{\"" + CANARY + "\":1}",
                "{\"value\":\"" + CANARY + "\",\"value\":\"" + CANARY + "\"}",
                "{\"value\":\"" + CANARY + "\",\"verify\":\"" + CANARY + "\"}");
        assertThat(bodies).allSatisfy(body -> {
            Reply reply = server.send(member.key(), "PUT", path, body);
            assertThat(reply.status()).isIn(400, 422);
            assertThat(reply.text()).doesNotContain("canary");
        });
    }

    @Test
    void versionsCountUpAndSurviveADelete() {
        Member member = server.member();
        String path = "/api/v1/vault/keys/mine";
        assertThat(put(member, path, "value-number-one").data().path("version").asInt())
                .isEqualTo(1);
        assertThat(put(member, path, "value-number-two").data().path("version").asInt())
                .isEqualTo(2);
        assertThat(server.delete(member.key(), path).status()).isEqualTo(204);
        assertThat(server.get(member.key(), path).code()).isEqualTo("NOT_FOUND");
        assertThat(server.delete(member.key(), path).code()).isEqualTo("NOT_FOUND");
        assertThat(server.get(member.key(), path + "/versions").data()).hasSize(2);
        assertThat(put(member, path, "value-number-three")
                        .data()
                        .path("version")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void aKeyTheProviderRefusesIsNotStored() {
        Member member = server.member();
        Reply refused =
                server.send(member.key(), "PUT", "/api/v1/vault/keys/fake", "{\"value\":\"sk-bad\",\"verify\":true}");
        assertThat(refused.status()).isEqualTo(424);
        assertThat(refused.code()).isEqualTo("PROVIDER_AUTHENTICATION_FAILED");
        assertThat(server.get(member.key(), "/api/v1/vault/keys").data()).isEmpty();
    }

    @Test
    void preflightTellsTheFourCasesApart() {
        Member member = server.member();
        assertThat(preflight(member)).isEqualTo("MISSING");
        put(member, "/api/v1/vault/keys/fake", "your-key-here");
        assertThat(preflight(member)).isEqualTo("MISSING");
        put(member, "/api/v1/vault/keys/fake", "sk-refused-1234");
        assertThat(preflight(member)).isEqualTo("INVALID");
        put(member, "/api/v1/vault/keys/fake", "sk-unsure-1234");
        assertThat(preflight(member)).isEqualTo("UNKNOWN");
        assertThat(check(member)).isEqualTo("unknown");
        put(member, "/api/v1/vault/keys/fake", CANARY);
        assertThat(preflight(member)).isEqualTo("VALID");
        assertThat(check(member)).isEqualTo("valid");
        Reply unknown = server.send(member.key(), "POST", "/api/v1/llm/preflight", "{\"provider\":\"nobody\"}");
        assertThat(unknown.code()).isEqualTo("NOT_FOUND");
    }

    @Test
    void rotationMovesToANewDataKeyAndIsHarmlessToRepeat() {
        Member member = server.member();
        put(member, "/api/v1/vault/keys/mine", "value-number-one");
        Reply rotated = server.send(member.key(), "POST", "/api/v1/vault/rotate", "{\"from_version\":1}");
        assertThat(rotated.data().path("to_version").asInt()).isEqualTo(2);
        assertThat(rotated.data().path("remaining").asInt()).isZero();
        Reply again = server.send(member.key(), "POST", "/api/v1/vault/rotate", "{\"from_version\":1}");
        assertThat(again.data().path("to_version").asInt()).isEqualTo(2);
    }

    @Test
    void modelsAreListedAndReadInOpenAisShape() {
        Member member = server.member();
        put(member, "/api/v1/vault/keys/fake", CANARY);
        Reply list = server.get(member.key(), "/v1/models");
        assertThat(list.json().path("object").asText()).isEqualTo("list");
        assertThat(list.data().findValuesAsText("id")).containsExactly("fake/m1", "fake/org/m2");
        for (String path : List.of("/v1/models/fake/m1", "/v1/models/fake%2Fm1")) {
            Reply one = server.get(member.key(), path);
            assertThat(one.json().path("id").asText()).isEqualTo("fake/m1");
            assertThat(one.json().path("object").asText()).isEqualTo("model");
            assertThat(one.json().path("owned_by").asText()).isEqualTo("fake");
        }
        Reply unknown = server.get(member.key(), "/v1/models/fake/none");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().path("error").path("type").asText()).isEqualTo("invalid_request_error");
    }

    private static Reply put(Member member, String path, String value) {
        return server.send(member.key(), "PUT", path, "{\"value\":\"" + value + "\"}");
    }

    /** What the key's provider said last, as it is noted beside the key. */
    private static String check(Member member) {
        return server.get(member.key(), "/api/v1/vault/keys/fake")
                .data()
                .path("check")
                .asText();
    }

    private static String preflight(Member member) {
        return server.send(member.key(), "POST", "/api/v1/llm/preflight", "{\"provider\":\"fake\"}")
                .data()
                .path("status")
                .asText();
    }
}
