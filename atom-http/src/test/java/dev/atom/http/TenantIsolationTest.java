package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.http.TestServer.Reply;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tenant B's things do not exist for tenant A, and the answer is the one for things that never existed. */
@SuppressWarnings("NullAway.Init")
class TenantIsolationTest {
    private static TestServer server;
    private static String workspaceOfB;

    @BeforeAll
    static void start() {
        server = new TestServer();
        workspaceOfB = server.send(server.b.key(), "POST", "/api/v1/workspaces", "{\"name\":\"b\"}")
                .data()
                .path("id")
                .asText();
        server.send(server.b.key(), "PUT", "/api/v1/vault/keys/only-b", "{\"value\":\"sk-of-b-0123456789\"}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void listsHoldNothingOfTheOther() {
        assertThat(server.get(server.a.key(), "/api/v1/workspaces").data()).isEmpty();
        assertThat(server.get(server.a.key(), "/api/v1/vault/keys").data()).isEmpty();
        assertThat(server.get(server.a.key(), "/api/v1/llm/usage").data()).isEmpty();
    }

    @Test
    void theOthersObjectsAnswerLikeOnesThatNeverWere() {
        String own = "/api/v1/workspaces/" + workspaceOfB;
        String never = "/api/v1/workspaces/" + UUID.randomUUID();
        for (String method : List.of("GET", "DELETE", "PATCH")) {
            String body = method.equals("PATCH") ? "{\"name\":\"stolen\"}" : "";
            Reply foreign = server.send(server.a.key(), method, own, body);
            Reply unknown = server.send(server.a.key(), method, never, body);
            assertThat(foreign.code()).isEqualTo("NOT_FOUND");
            assertThat(foreign.json().path("error").asText().replace(own.substring(own.lastIndexOf('/') + 1), "ID"))
                    .isEqualTo(unknown.json()
                            .path("error")
                            .asText()
                            .replace(never.substring(never.lastIndexOf('/') + 1), "ID"));
        }
        assertThat(Stream.of("", "/versions").map(rest -> "/api/v1/vault/keys/only-b" + rest))
                .allSatisfy(path ->
                        assertThat(server.get(server.a.key(), path).code()).isEqualTo("NOT_FOUND"));
        assertThat(server.delete(server.a.key(), "/api/v1/vault/keys/only-b").code())
                .isEqualTo("NOT_FOUND");
        assertThat(server.send(server.a.key(), "POST", "/api/v1/vault/keys/only-b/verify", "{}")
                        .code())
                .isEqualTo("NOT_FOUND");

        assertThat(server.get(server.b.key(), own).data().path("name").asText()).isEqualTo("b");
        assertThat(server.get(server.b.key(), "/api/v1/vault/keys").data()).hasSize(1);
    }

    @Test
    void theSameNameInBothTenantsIsTwoKeys() {
        server.send(server.a.key(), "PUT", "/api/v1/vault/keys/same", "{\"value\":\"value-of-a-0123\"}");
        Reply ofB = server.send(server.b.key(), "PUT", "/api/v1/vault/keys/same", "{\"value\":\"value-of-b-0123\"}");
        assertThat(ofB.data().path("version").asInt()).isEqualTo(1);
        assertThat(server.delete(server.b.key(), "/api/v1/vault/keys/same").status())
                .isEqualTo(204);
        Reply ofA = server.get(server.a.key(), "/api/v1/vault/keys/same");
        assertThat(ofA.status()).isEqualTo(200);
        assertThat(server.delete(server.a.key(), "/api/v1/vault/keys/same").status())
                .isEqualTo(204);
    }

    @Test
    void aKeyOfOneTenantIsRevokedOnlyUnderThatTenant() {
        String keysOfB = "/api/v1/tenants/" + server.b.tenant().id() + "/keys";
        String id = server.get(server.admin, keysOfB).data().get(0).path("id").asText();
        Reply crossed = server.delete(
                server.admin, "/api/v1/tenants/" + server.a.tenant().id() + "/keys/" + id);
        assertThat(crossed.code()).isEqualTo("NOT_FOUND");
        assertThat(server.get(server.b.key(), "/api/desktop/auth").status()).isEqualTo(200);
    }
}
