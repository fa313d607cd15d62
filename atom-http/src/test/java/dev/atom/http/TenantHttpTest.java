package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atom.core.audit.Caller;
import dev.atom.core.identity.Authority;
import dev.atom.core.identity.Permission;
import dev.atom.core.identity.RoleName;
import dev.atom.http.TestServer.Reply;
import dev.atom.spi.TenantId;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantHttpTest {
    @AutoClose
    private static final TestServer server = new TestServer();

    @Test
    void createsReadsAndChangesATenant() {
        Reply created = server.send(
                server.admin,
                "POST",
                "/api/v1/tenants",
                "{\"slug\":\"acme\",\"name\":\"Acme\",\"plan_type\":\"team\"}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.data().path("slug").asText()).isEqualTo("acme");
        assertThat(created.data().path("plan_type").asText()).isEqualTo("team");
        assertThat(created.data().path("ai_mode").asText()).isEqualTo("byok");
        assertThat(created.json().path("timestamp").asText())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

        String path = "/api/v1/tenants/" + created.data().path("id").asText();
        assertThat(server.get(server.admin, path).data()).isEqualTo(created.data());
        Reply changed = server.send(server.admin, "PATCH", path, "{\"name\":\"Acme 2\",\"ai_mode\":\"managed\"}");
        assertThat(changed.data().path("name").asText()).isEqualTo("Acme 2");
        assertThat(changed.data().path("ai_mode").asText()).isEqualTo("managed");
        assertThat(changed.data().path("plan_type").asText()).isEqualTo("team");
    }

    @Test
    void overThePlatformItselfItsAdministratorGivesOnlyWhatItCarries() {
        String platform = "/api/v1/tenants/" + TenantId.PLATFORM;
        String wanted = "{\"username\":\"eve\",\"email\":\"eve@example.org\",\"password\":\"" + TestServer.PASSWORD
                + "\",\"roles\":[\"admin\"]}";
        Caller test = Caller.process(TenantId.PLATFORM, "test");
        server.atom
                .identity()
                .roles()
                .create(Authority.full(test), new RoleName("tenants-only"), Set.of(Permission.PLATFORM_ADMIN));
        String lesser = server.token(
                server.atom.tenants().get(TenantId.PLATFORM), server.user(TenantId.PLATFORM, "tenants-only"));

        for (String credential : List.of(server.admin, lesser)) {
            assertThat(server.send(credential, "POST", platform + "/users", wanted)
                            .code())
                    .isEqualTo("FORBIDDEN");
        }
        assertThat(server.send(lesser, "POST", platform + "/keys", "{\"device_name\":\"mine\"}")
                        .code())
                .isEqualTo("FORBIDDEN");
        assertThat(server.send(server.admin, "POST", platform + "/keys", "{\"device_name\":\"another\"}")
                        .status())
                .isEqualTo(201);
        assertThat(server.send(
                                lesser,
                                "POST",
                                "/api/v1/tenants/" + server.member().tenant().id() + "/users",
                                wanted)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void givesATenantLimitsOfItsOwnAndTakesThemBack() {
        String path = "/api/v1/tenants/" + server.member().tenant().id();

        Reply given = server.send(server.admin, "PATCH", path, "{\"limits\":{\"requests_per_minute\":5000}}");
        assertThat(given.data().path("limits").path("requests_per_minute").asInt())
                .isEqualTo(5000);
        assertThat(given.data().path("limits").path("concurrent_calls").isNull())
                .isTrue();
        server.send(server.admin, "PATCH", path, "{\"name\":\"unrelated\"}");
        assertThat(server.get(server.admin, path).data().path("limits"))
                .isEqualTo(given.data().path("limits"));

        Reply back = server.send(server.admin, "PATCH", path, "{\"limits\":{}}");
        assertThat(back.data().path("limits").path("requests_per_minute").isNull())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"requests_per_minute\":0}",
                "{\"requests_per_minute\":-1}",
                "{\"requests_per_minute\":1000001}",
                "{\"requests_per_minute\":1.5}",
                "{\"requests_per_minute\":\"60\"}",
                "{\"requests_per_minute\":9223372036854775808}",
                "{\"per_minute\":1}",
                "[]",
                "7"
            })
    void refusesLimitsThatAreNone(String limits) {
        String path = "/api/v1/tenants/" + server.a.tenant().id();
        Reply refused = server.send(server.admin, "PATCH", path, "{\"limits\":" + limits + "}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("VALIDATION_ERROR");
        assertThat(refused.text()).contains("limits");
    }

    @Test
    void refusesATakenSlug() {
        String body = "{\"slug\":\"taken\",\"name\":\"T\"}";
        assertThat(server.send(server.admin, "POST", "/api/v1/tenants", body).status())
                .isEqualTo(201);
        Reply second = server.send(server.admin, "POST", "/api/v1/tenants", body);
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.code()).isEqualTo("CONFLICT");
    }

    @Test
    void pagesThroughAllTenants() {
        Reply first = server.get(server.admin, "/api/v1/tenants?limit=1");
        assertThat(first.data()).hasSize(1);
        String cursor = first.json().path("next_cursor").asText();
        Reply second = server.get(server.admin, "/api/v1/tenants?limit=1&cursor=" + cursor);
        assertThat(second.data().get(0)).isNotEqualTo(first.data().get(0));
        Reply all = server.get(server.admin, "/api/v1/tenants?limit=200");
        assertThat(all.json().path("next_cursor").isNull()).isTrue();
    }

    @Test
    void issuesAKeyThatWorksOnceAndUntilItIsRevoked() {
        TestServer.Member member = server.member();
        String keys = "/api/v1/tenants/" + member.tenant().id() + "/keys";
        Reply issued = server.send(server.admin, "POST", keys, "{\"device_name\":\"laptop\",\"expires_in_days\":7}");
        assertThat(issued.status()).isEqualTo(201);
        assertThat(issued.header("cache-control")).contains("no-store");
        String key = issued.data().path("api_key").asText();

        JsonNode me = server.get(key, "/api/desktop/auth").data();
        assertThat(me.path("tenant").path("id").asText())
                .isEqualTo(member.tenant().id().toString());
        assertThat(me.path("key_id").asText())
                .isEqualTo(issued.data().path("id").asText());
        assertThat(server.get(server.admin, keys).text())
                .doesNotContain(key)
                .contains(me.path("key_id").asText());

        String one = keys + "/" + issued.data().path("id").asText();
        assertThat(server.delete(server.admin, one).status()).isEqualTo(204);
        assertThat(server.get(key, "/api/desktop/auth").status()).isEqualTo(401);
    }

    @Test
    void deletingATenantShredsItsVaultAndRefusesItsKeys() {
        TestServer.Member member = server.member();
        server.send(member.key(), "PUT", "/api/v1/vault/keys/one", "{\"value\":\"sk-1234567890\"}");
        String path = "/api/v1/tenants/" + member.tenant().id();

        JsonNode receipt = server.delete(server.admin, path).data();
        assertThat(receipt.path("tenant_id").asText())
                .isEqualTo(member.tenant().id().toString());
        assertThat(receipt.path("keys").asInt()).isEqualTo(1);
        assertThat(receipt.path("data_key_versions")).hasSize(1);
        assertThat(server.get(member.key(), "/api/v1/vault/keys").status()).isEqualTo(401);
        assertThat(server.get(server.admin, path).data().path("status").asText())
                .isEqualTo("deleted");
    }

    @Test
    void aWorkspaceNarrowsItsOwnTenantOnly() {
        String body = "{\"name\":\"research\"}";
        Reply created = server.send(server.a.key(), "POST", "/api/v1/workspaces", body);
        assertThat(created.status()).isEqualTo(201);
        String id = created.data().path("id").asText();
        var header = Map.of("X-Workspace-Id", id);
        var none = BodyPublishers.noBody();

        Reply own = server.send(server.a.key(), "GET", "/api/desktop/auth", none, header);
        assertThat(own.data().path("workspace_id").asText()).isEqualTo(id);
        Reply foreign = server.send(server.b.key(), "GET", "/api/desktop/auth", none, header);
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.code()).isEqualTo("TENANT_MISMATCH");
    }
}
