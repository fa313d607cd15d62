package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atom.core.audit.AuditEntry;
import dev.atom.core.audit.AuditFilter;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.PageRequest;
import dev.atom.core.identity.Permission;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.core.tenant.Tenant;
import dev.atom.http.TestServer.Member;
import dev.atom.http.access.Access;
import dev.atom.http.audit.AuditHook;
import dev.atom.http.route.Routes;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AuditHttpTest {
    @AutoClose
    private static final TestServer server = new TestServer();

    @Test
    void aChangeSaysWhoMadeItFromWhereAndInWhichRequest() {
        String workspace = server.send(server.a.key(), "POST", "/api/v1/workspaces", "{\"name\":\"audited\"}")
                .data()
                .path("id")
                .asText();
        server.send(
                server.a.key(),
                "PUT",
                "/api/v1/vault/keys/audited",
                BodyPublishers.ofString("{\"value\":\"sk-canary-123456\"}"),
                Map.of(
                        "Content-Type",
                        "application/json",
                        "User-Agent",
                        "agent/1\t" + "x".repeat(400),
                        "X-Request-Id",
                        "request-42",
                        "X-Workspace-Id",
                        workspace));

        AuditEntry put = only(entries(server.a.tenant(), filter("vault.put")));
        assertThat(put.actor().requestId()).contains("request-42");
        assertThat(put.actor().origin().ip()).contains("127.0.0.1");
        assertThat(put.actor().origin().userAgent().orElseThrow())
                .startsWith("agent/1x")
                .hasSize(256);
        assertThat(put.workspace().orElseThrow()).hasToString(workspace);
        assertThat(put.outcome()).isEqualTo("ok");
        assertThat(entries(server.a.tenant(), AuditFilter.ALL).toString()).doesNotContain("canary");
    }

    @Test
    void aKeyThatIsUsedForACallSaysFromWhere() {
        Member member = server.member();
        server.send(member.key(), "PUT", "/api/v1/vault/keys/fake", "{\"value\":\"sk-good-123456\"}");
        server.send(
                member.key(),
                "POST",
                "/v1/chat/completions",
                BodyPublishers.ofString(
                        "{\"model\":\"fake/one\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"),
                Map.of("Content-Type", "application/json", "User-Agent", "sdk/2", "X-Request-Id", "request-43"));

        AuditEntry use = only(entries(member.tenant(), filter("vault.use")));
        assertThat(use.actor().requestId()).contains("request-43");
        assertThat(use.actor().origin().ip()).contains("127.0.0.1");
        assertThat(use.actor().origin().userAgent()).contains("sdk/2");
    }

    @Test
    void aRefusalIsOnRecordAndManyAlikeShareARow() {
        Member member = server.member();
        for (int i = 0; i < 5; i++) {
            assertThat(server.send(member.key(), "POST", "/api/v1/tenants", "{}")
                            .status())
                    .isEqualTo(403);
        }
        server.get(member.key(), "/api/v1/tenants");
        server.atom.auditTrail().refusals().flush();

        List<AuditEntry> refused = entries(member.tenant(), filter("request.refuse"));
        assertThat(refused).allSatisfy(row -> assertThat(row.outcome()).isEqualTo("FORBIDDEN"));
        List<AuditEntry> posts = refused.stream()
                .filter(row -> row.resource().equals("route/POST /api/v1/tenants"))
                .toList();
        assertThat(posts.stream()
                        .mapToInt(row -> Integer.parseInt(row.details().getOrDefault("count", "1")))
                        .sum())
                .isEqualTo(5);
        assertThat(refused).anyMatch(row -> row.resource().equals("route/GET /api/v1/tenants"));
    }

    @Test
    void aRequestOverTheLimitIsOnRecord() {
        try (TestServer limited = new TestServer(HttpSettings.defaults(), QuotaSettings.usual())) {
            Member member = limited.member();
            int status = 200;
            for (int i = 0; i < 200 && status != 429; i++) {
                status = limited.get(member.key(), "/api/v1/workspaces").status();
            }
            assertThat(status).isEqualTo(429);
            limited.atom.auditTrail().refusals().flush();
            AuditEntry refused = only(limited.atom
                    .audit()
                    .list(Caller.process(member.tenant().id(), "test"), filter("request"), PageRequest.first())
                    .items());
            assertThat(refused.outcome()).isEqualTo("RATE_LIMITED");
            assertThat(refused.resource()).isEqualTo("route/GET /api/v1/workspaces");
        }
    }

    @Test
    void aChangeThatFailsIsOnRecordAndAReadingIsNot() {
        Member member = server.member();
        server.send(member.key(), "PUT", "/api/v1/vault/keys/x", "{\"value\":\"sk-canary-654321\"");
        server.get(member.key(), "/api/v1/vault/keys/none");
        server.atom.auditTrail().refusals().flush();

        List<AuditEntry> rows = entries(member.tenant(), filter("request"));
        AuditEntry failed = only(rows);
        assertThat(failed.action()).isEqualTo("request.fail");
        assertThat(failed.outcome()).isEqualTo("BAD_REQUEST");
        assertThat(failed.resource()).isEqualTo("route/PUT /api/v1/vault/keys/{name}");
        assertThat(rows.toString()).doesNotContain("canary");
    }

    @Test
    void theLogIsReadWithFiltersAndCursorsAndVerified() {
        Member member = server.member();
        for (int i = 0; i < 3; i++) {
            server.send(member.key(), "POST", "/api/v1/workspaces", "{\"name\":\"w" + i + "\"}");
        }
        Access everything = new Access(facts -> {
            ResolvedCaller known = server.atom.resolver().resolve(facts);
            return new ResolvedCaller(known.caller(), known.tenant(), Set.of(Permission.values()));
        });
        HttpSettings settings = HttpSettings.defaults().withPort(0);
        AuditHook audit = new AuditHook(server.atom.auditTrail().refusals());
        var doors = Doors.open(server.atom, everything, audit, settings);
        try (AtomHttpServer http = AtomHttpServer.start(doors, List.of(), Routes.of(server.atom), settings)) {
            JsonNode first = get(http, member, "/api/v1/audit?action=workspace&limit=2");
            assertThat(first.path("data")).hasSize(2);
            assertThat(first.path("data").get(0).path("details").path("name").asText())
                    .isEqualTo("w2");
            assertThat(first.path("data").get(0).path("actor").path("kind").asText())
                    .isEqualTo("api_key");
            JsonNode second = get(
                    http,
                    member,
                    "/api/v1/audit?action=workspace.create&limit=2&cursor="
                            + first.path("next_cursor").asText());
            assertThat(names(second)).containsExactly("w0");
            String actor = first.path("data").get(0).path("actor").path("id").asText();
            assertThat(names(get(http, member, "/api/v1/audit?actor=" + actor + "&resource=workspace")))
                    .containsExactly("w2", "w1", "w0");
            assertThat(get(http, member, "/api/v1/audit?to=2020-01-01T00:00:00Z")
                            .path("data"))
                    .isEmpty();
            for (String wrong : List.of("yesterday", "-999999999-01-01T00:00:00Z", "%2B999999999-01-01T00:00:00Z")) {
                assertThat(get(http, member, "/api/v1/audit?from=" + wrong)
                                .path("code")
                                .asText())
                        .isEqualTo("VALIDATION_ERROR");
            }
            assertThat(get(http, server.b, "/api/v1/audit?action=workspace").path("data"))
                    .isEmpty();

            JsonNode verdict =
                    json(http, "POST", member, "/api/v1/audit/verify").path("data");
            assertThat(verdict.path("intact").asBoolean()).isTrue();
            assertThat(verdict.path("first_seq").asInt()).isEqualTo(1);
            server.asSuperuser("update audit_log set outcome = 'x' where seq = 3 and tenant_id = '"
                    + member.tenant().id() + "'");
            verdict = json(http, "POST", member, "/api/v1/audit/verify").path("data");
            assertThat(verdict.path("intact").asBoolean()).isFalse();
            assertThat(verdict.path("broken_seq").asInt()).isEqualTo(3);
            assertThat(verdict.path("fault").asText()).isEqualTo("altered");
        }
    }

    private static List<String> names(JsonNode page) {
        return StreamSupport.stream(page.path("data").spliterator(), false)
                .map(row -> row.path("details").path("name").asText())
                .toList();
    }

    private static JsonNode get(AtomHttpServer http, Member member, String path) {
        return json(http, "GET", member, path);
    }

    private static JsonNode json(AtomHttpServer http, String method, Member member, String path) {
        String answer = RawHttp.exchange(
                http.port(),
                method + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\nX-API-Key: "
                        + member.key() + "\r\n\r\n");
        return TestServer.tree(answer.substring(answer.indexOf("\r\n\r\n")));
    }

    private static AuditFilter filter(String action) {
        return new AuditFilter(
                Optional.empty(), Optional.of(action), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static List<AuditEntry> entries(Tenant tenant, AuditFilter filter) {
        return server.atom
                .audit()
                .list(Caller.process(tenant.id(), "test"), filter, new PageRequest(PageRequest.MAX, Optional.empty()))
                .items();
    }

    private static AuditEntry only(List<AuditEntry> rows) {
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }
}
