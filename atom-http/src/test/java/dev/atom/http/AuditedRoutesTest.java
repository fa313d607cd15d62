package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atom.core.identity.User;
import dev.atom.core.node.NodeProviderConfig;
import dev.atom.core.node.NodeSettings;
import dev.atom.core.node.NodeTimes;
import dev.atom.core.node.OrphanCap;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.core.tenant.Tenant;
import dev.atom.http.TestServer.Reply;
import dev.atom.http.route.Route;
import dev.atom.http.route.Routes;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A good request to every route that may change something leaves a row that bears its id, but for the few that change nothing
 * anybody has to answer for. A route without an entry fails.
 */
@SuppressWarnings("NullAway.Init")
class AuditedRoutesTest {
    private static final String DEVICE = "{\"device_name\":\"laptop\"}";
    private static final String VALUE = "{\"value\":\"sk-good-0123456789\"}";

    /** What is sent: by whom, where, and what. */
    private record Good(String credential, String path, String body) {}

    private static final Map<String, Supplier<Good>> AUDITED = new TreeMap<>();
    private static final Map<String, Supplier<Good>> NOT_AUDITED = new TreeMap<>();

    private static TestServer server;

    @BeforeAll
    static void start() {
        server =
                new TestServer(HttpSettings.defaults(), QuotaSettings.endless(), builder -> builder.nodeProviderFactory(
                                new FakeNodes())
                        .nodes(new NodeSettings(
                                List.of(NodeProviderConfig.of(FakeNodes.TYPE)),
                                Optional.empty(),
                                NodeTimes.DEFAULT,
                                OrphanCap.DEFAULT)));
        logIns();
        people();
        tenants();
        thingsOfATenant();
        nodes();
        whatChangesNothing();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void logIns() {
        AUDITED.put("POST /api/v1/auth/login", () -> new Good("", "/api/v1/auth/login", logIn(user())));
        AUDITED.put("POST /api/v1/auth/refresh", () -> {
            String token = server.send("", "POST", "/api/v1/auth/login", logIn(user()))
                    .data()
                    .path("refresh_token")
                    .asText();
            return new Good("", "/api/v1/auth/refresh", "{\"refresh_token\":\"" + token + "\"}");
        });
        AUDITED.put("POST /api/v1/auth/logout", () -> new Good(token(), "/api/v1/auth/logout", ""));
        AUDITED.put("POST /api/v1/auth/password", () -> {
            String body =
                    "{\"current_password\":\"" + TestServer.PASSWORD + "\",\"new_password\":\"my very own sentence\"}";
            return new Good(token(), "/api/v1/auth/password", body);
        });
        AUDITED.put("DELETE /api/v1/iam/sessions/{id}", () -> {
            JsonNode theirs = server.get(token(), "/api/v1/auth/me").data();
            String path = "/api/v1/iam/sessions/" + theirs.path("session_id").asText();
            return new Good(server.userOfA, path, "");
        });
    }

    private static void people() {
        AUDITED.put("POST /api/v1/iam/users", () -> new Good(server.userOfA, "/api/v1/iam/users", newUser()));
        AUDITED.put(
                "PUT /api/v1/iam/users/{id}",
                () -> new Good(server.userOfA, "/api/v1/iam/users/" + user().id(), "{\"full_name\":\"Ada\"}"));
        AUDITED.put(
                "DELETE /api/v1/iam/users/{id}",
                () -> new Good(server.userOfA, "/api/v1/iam/users/" + user().id(), ""));
        AUDITED.put("POST /api/v1/iam/roles", () -> new Good(server.userOfA, "/api/v1/iam/roles", newRole()));
        AUDITED.put(
                "PUT /api/v1/iam/roles/{id}",
                () -> new Good(
                        server.userOfA,
                        made(server.userOfA, "/api/v1/iam/roles", newRole()),
                        "{\"permissions\":[\"audit:read\"]}"));
        AUDITED.put(
                "DELETE /api/v1/iam/roles/{id}",
                () -> new Good(server.userOfA, made(server.userOfA, "/api/v1/iam/roles", newRole()), ""));
        AUDITED.put("POST /api/desktop/keys/generate", () -> new Good(token(), "/api/desktop/keys/generate", DEVICE));
        AUDITED.put("DELETE /api/desktop/keys/{id}", () -> {
            String holder = token();
            return new Good(holder, "/api/desktop/keys/" + desktopKey(holder), "");
        });
        AUDITED.put("POST /api/desktop/keys/{id}/rotate", () -> {
            String holder = token();
            return new Good(holder, "/api/desktop/keys/" + desktopKey(holder) + "/rotate", "{}");
        });
    }

    private static void tenants() {
        AUDITED.put(
                "POST /api/v1/tenants",
                () -> new Good(server.admin, "/api/v1/tenants", "{\"slug\":\"t" + name() + "\",\"name\":\"T\"}"));
        AUDITED.put(
                "PATCH /api/v1/tenants/{id}", () -> new Good(server.admin, ofTenant(""), "{\"plan_type\":\"team\"}"));
        AUDITED.put("DELETE /api/v1/tenants/{id}", () -> new Good(server.admin, ofTenant(""), ""));
        AUDITED.put("POST /api/v1/tenants/{id}/users", () -> new Good(server.admin, ofTenant("/users"), newUser()));
        AUDITED.put("POST /api/v1/tenants/{id}/keys", () -> new Good(server.admin, ofTenant("/keys"), DEVICE));
        AUDITED.put(
                "DELETE /api/v1/tenants/{id}/keys/{key_id}",
                () -> new Good(server.admin, made(server.admin, ofTenant("/keys"), DEVICE), ""));
    }

    private static void thingsOfATenant() {
        String key = server.a.key();
        AUDITED.put("POST /api/v1/workspaces", () -> new Good(key, "/api/v1/workspaces", named()));
        AUDITED.put(
                "PATCH /api/v1/workspaces/{id}",
                () -> new Good(key, made(key, "/api/v1/workspaces", named()), named()));
        AUDITED.put(
                "DELETE /api/v1/workspaces/{id}", () -> new Good(key, made(key, "/api/v1/workspaces", named()), ""));
        AUDITED.put("PUT /api/v1/vault/keys/{name}", () -> new Good(key, "/api/v1/vault/keys/k-" + name(), VALUE));
        AUDITED.put("DELETE /api/v1/vault/keys/{name}", () -> new Good(key, stored(key, "k-" + name()), ""));
        AUDITED.put("POST /api/v1/vault/keys/{name}/verify", () -> new Good(key, stored(key, "fake") + "/verify", ""));
        AUDITED.put(
                "POST /api/v1/vault/rotate",
                () -> new Good(server.member().key(), "/api/v1/vault/rotate", "{\"from_version\":0}"));
        AUDITED.put("POST /api/v1/llm/preflight", () -> {
            stored(key, "fake");
            return new Good(key, "/api/v1/llm/preflight", "{\"provider\":\"fake\"}");
        });
    }

    private static void nodes() {
        AUDITED.put("POST /api/v1/sessions", () -> new Good(server.member().key(), "/api/v1/sessions", newSession()));
        AUDITED.put("DELETE /api/v1/sessions/{id}", () -> {
            String key = server.member().key();
            return new Good(key, made(key, "/api/v1/sessions", newSession()), "");
        });
        AUDITED.put("DELETE /api/v1/nodes/{id}", () -> {
            String key = server.member().key();
            JsonNode session =
                    server.send(key, "POST", "/api/v1/sessions", newSession()).data();
            return new Good(key, "/api/v1/nodes/" + session.path("node_id").asText(), "");
        });
        AUDITED.put(
                "POST /api/v1/nodes/cleanup",
                () -> new Good(server.member().key(), "/api/v1/nodes/cleanup", "{\"mode\":\"enforce\"}"));
    }

    private static void whatChangesNothing() {
        // It puts off the end of a session, at most to the deadline of the start that is on record, every few minutes.
        NOT_AUDITED.put("POST /api/v1/sessions/{id}/heartbeat", () -> {
            String key = server.member().key();
            return new Good(key, made(key, "/api/v1/sessions", newSession()) + "/heartbeat", "");
        });
        // It asks whether a key is good, with a body only because a key has no place in an address.
        NOT_AUDITED.put(
                "POST /api/desktop/keys/validate",
                () -> new Good("", "/api/desktop/keys/validate", "{\"api_key\":\"" + server.a.key() + "\"}"));
        // It reads the log and computes.
        NOT_AUDITED.put("POST /api/v1/audit/verify", () -> new Good(server.userOfA, "/api/v1/audit/verify", ""));
    }

    @Test
    void everyRouteThatMayChangeSomethingHasOneEntry() {
        List<String> entries = Stream.concat(AUDITED.keySet().stream(), NOT_AUDITED.keySet().stream())
                .toList();
        assertThat(entries)
                .containsExactlyInAnyOrderElementsOf(Routes.of(server.atom).stream()
                        .filter(AuditedRoutesTest::mayChangeSomething)
                        .filter(route -> !route.equals(Routes.CHAT))
                        .map(route -> route.method() + " " + route.path())
                        .collect(Collectors.toSet()));
    }

    @Test
    void everyChangeIsOnRecordUnderTheIdOfItsRequest() {
        AUDITED.forEach((route, good) -> assertThat(actionsOf(route, good.get()))
                .as(route)
                .isNotEmpty()
                .noneMatch(action -> action.startsWith("request.")));
    }

    @Test
    void whatChangesNothingLeavesNoRow() {
        NOT_AUDITED.forEach((route, good) ->
                assertThat(actionsOf(route, good.get())).as(route).isEmpty());
    }

    /** No provider answers here, but that its key was taken for the call is on record before it is asked. */
    @Test
    void aChatIsOnRecordUnderTheIdOfItsRequest() {
        String id = "walk-" + name();
        stored(server.a.key(), "fake");
        String chat = "{\"model\":\"fake/m1\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

        Reply reply = send(id, "POST", new Good(server.a.key(), Routes.CHAT.path(), chat));

        assertThat(reply.status()).as(reply.text()).isGreaterThanOrEqualTo(500);
        assertThat(onRecord(id)).contains("vault.use");
    }

    private static boolean mayChangeSomething(Route route) {
        return switch (route.method()) {
            case GET -> false;
            case POST, PUT, PATCH, DELETE -> true;
        };
    }

    /** The actions on record, of whichever tenant, once the request has succeeded. */
    private static List<String> actionsOf(String route, Good good) {
        String id = "walk-" + name();
        Reply reply = send(id, route.substring(0, route.indexOf(' ')), good);
        assertThat(reply.status()).as("%s: %s", route, reply.text()).isBetween(200, 204);
        return onRecord(id);
    }

    private static Reply send(String id, String method, Good good) {
        return server.send(
                good.credential(),
                method,
                good.path(),
                good.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(good.body()),
                good.body().isEmpty()
                        ? Map.of("X-Request-Id", id)
                        : Map.of("X-Request-Id", id, "Content-Type", "application/json"));
    }

    private static List<String> onRecord(String id) {
        server.atom.auditTrail().refusals().flush();
        return server.query("select action from audit_log where request_id = '" + id + "'");
    }

    private static User user() {
        return server.user(server.a.tenant().id(), "operator");
    }

    private static String token() {
        return server.token(server.a.tenant(), user());
    }

    private static String logIn(User user) {
        return "{\"tenant\":\"%s\",\"username\":\"%s\",\"password\":\"%s\"}"
                .formatted(server.a.tenant().slug(), user.username().value(), TestServer.PASSWORD);
    }

    private static String newUser() {
        String name = "u" + name();
        return "{\"username\":\"%s\",\"email\":\"%s@example.org\",\"password\":\"%s\",\"roles\":[]}"
                .formatted(name, name, TestServer.PASSWORD);
    }

    private static String newRole() {
        return "{\"name\":\"r" + name() + "\",\"permissions\":[]}";
    }

    private static String newSession() {
        return "{\"provider\":\"" + FakeNodes.TYPE + "\",\"image\":\"desktop\",\"ttl_seconds\":600}";
    }

    private static String named() {
        return "{\"name\":\"w-" + name() + "\"}";
    }

    private static String name() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    private static String ofTenant(String rest) {
        Tenant tenant = server.member().tenant();
        return "/api/v1/tenants/" + tenant.id() + rest;
    }

    /** The path of a thing that was just made. */
    private static String made(String credential, String path, String body) {
        Reply reply = server.send(credential, "POST", path, body);
        assertThat(reply.status()).as(reply.text()).isIn(201, 202);
        return path + "/" + reply.data().path("id").asText();
    }

    private static String desktopKey(String holder) {
        return server.send(holder, "POST", "/api/desktop/keys/generate", DEVICE)
                .data()
                .path("id")
                .asText();
    }

    private static String stored(String key, String name) {
        String path = "/api/v1/vault/keys/" + name;
        assertThat(server.send(key, "PUT", path, VALUE).status()).isEqualTo(200);
        return path;
    }
}
