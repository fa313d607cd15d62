package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.http.TestServer.Reply;
import dev.atom.http.route.Route;
import dev.atom.http.route.Routes;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong input to every route: the code of the contract, in the envelope, never a 500, and every row stays as it was. */
@SuppressWarnings("NullAway.Init")
class BadInputMatrixTest {
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
    private static final int TWO_MIB = 2 << 20;

    private static TestServer server;
    private static List<Route> routes;
    private static StoredRows stored;

    @BeforeAll
    static void start() {
        server = new TestServer();
        // ChatInputTest sends these to the relay, in whose dialect failures read otherwise.
        routes = Routes.of(server.atom).stream()
                .filter(route -> !server.http.routesAhead().contains(route))
                .toList();
        server.send(server.a.key(), "PUT", "/api/v1/vault/keys/name", "{\"value\":\"sk-good-123456\"}");
        server.send(server.a.key(), "POST", "/api/v1/workspaces", "{\"name\":\"kept\"}");
        server.send(
                server.userOfA, "POST", "/api/v1/iam/roles", "{\"name\":\"kept\",\"permissions\":[\"audit:read\"]}");
        server.send(server.userOfA, "POST", "/api/desktop/keys/generate", "{\"device_name\":\"kept\"}");
        stored = new StoredRows(server);
        assertThat(stored.rows().stream().map(row -> row.substring(0, row.indexOf(' '))))
                .contains(
                        "tenants", "workspaces", "users", "roles", "user_roles", "api_keys", "vault_keys", "sessions");
    }

    @AfterEach
    void nothingIsLostOrMade() {
        stored.assertUnchanged();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | BAD_REQUEST",
                "[] | BAD_REQUEST",
                "`` | BAD_REQUEST",
                "{} {} | BAD_REQUEST",
                "{\"a\":1,\"a\":2} | BAD_REQUEST",
                "{\"unknown_field\":1} | VALIDATION_ERROR",
                "{\"slug\":1,\"name\":1,\"device_name\":1,\"value\":1,\"provider\":1,\"from_version\":\"x\"} | VALIDATION_ERROR",
            })
    void wrongBodies(String body, String code) {
        for (Route route : routesWithBody()) {
            boolean optional = route.path().endsWith("/rotate") || route.path().endsWith("/refresh");
            if (!body.isEmpty() || !optional) {
                assertCode(route, send(route, BodyPublishers.ofString(body), JSON), code);
            }
        }
    }

    @Test
    void invalidUtf8() {
        byte[] body = "{\"name\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1);
        for (Route route : routesWithBody()) {
            assertCode(route, send(route, BodyPublishers.ofByteArray(body), JSON), "BAD_REQUEST");
        }
    }

    @Test
    void otherMediaTypes() {
        for (Route route : routesWithBody()) {
            for (Map<String, String> headers : List.of(
                    Map.<String, String>of(),
                    Map.of("Content-Type", "text/plain"),
                    Map.of("Content-Type", "application/json; charset=utf-16"),
                    Map.of("Content-Type", "nonsense"))) {
                assertCode(route, send(route, BodyPublishers.ofString("{}"), headers), "UNSUPPORTED_MEDIA_TYPE");
            }
        }
    }

    @Test
    void bodiesOverTheLimitWithAndWithoutALength() {
        byte[] large = new byte[TWO_MIB];
        Arrays.fill(large, (byte) ' ');
        for (Route route : routesWithBody()) {
            assertCode(route, send(route, BodyPublishers.ofByteArray(large), JSON), "PAYLOAD_TOO_LARGE");
            BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large));
            assertCode(route, send(route, chunked, JSON), "PAYLOAD_TOO_LARGE");
        }
    }

    @Test
    void unknownAndMalformedIds() {
        for (Route route : routes) {
            if (route.path().contains("{id}") || route.path().contains("{key_id}")) {
                String unknown =
                        route.path().replaceAll("\\{\\w+}", UUID.randomUUID().toString());
                assertThat(at(route, unknown).code()).as(route.path()).isEqualTo("NOT_FOUND");
                for (String malformed : List.of("x", "1-1-1-1-1", "%20", "%E2%82%AC", "null", "0".repeat(400))) {
                    String path = route.path().replaceAll("\\{\\w+}", malformed);
                    assertThat(at(route, path).code()).as(path).isEqualTo("BAD_REQUEST");
                }
            }
            if (route.path().contains("{name}")) {
                for (String malformed : List.of("UPPER", "%20", "%E2%82%AC", "-x", "a%2Fb", "x".repeat(65))) {
                    Reply reply = at(route, route.path().replace("{name}", malformed));
                    assertThat(reply.code()).as(route.path() + malformed).isEqualTo("VALIDATION_ERROR");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0,VALIDATION_ERROR",
        "limit=201,VALIDATION_ERROR",
        "limit=x,VALIDATION_ERROR",
        "limit=99999999999,VALIDATION_ERROR",
        "limit=,VALIDATION_ERROR",
        "cursor=x,BAD_REQUEST",
        "cursor=,BAD_REQUEST",
        "cursor=%00,BAD_REQUEST",
        "cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA~,BAD_REQUEST"
    })
    void wrongPages(String query, String code) {
        for (String path : List.of("/api/v1/tenants", "/api/v1/workspaces", "/api/v1/llm/usage")) {
            assertThat(server.get(path.contains("tenants") ? server.admin : server.a.key(), path + "?" + query)
                            .code())
                    .as(path)
                    .isEqualTo(code);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /api/v1/tenants | {'slug':'A B','name':'n'}",
                "POST | /api/v1/tenants | {'slug':'ok','name':''}",
                "POST | /api/v1/tenants | {'slug':'ok','name':'a\\u0000b'}",
                "POST | /api/v1/tenants | {'slug':'ok','name':'\\ud800'}",
                "POST | /api/v1/tenants | {'slug':'ok','name':'n','plan_type':'gold'}",
                "POST | /api/v1/tenants | {'slug':'ok','name':'n','ai_mode':''}",
                "POST | /api/v1/tenants | {'name':'n'}",
                "PATCH | /api/v1/tenants/ID | {'status':'deleted'}",
                "PATCH | /api/v1/tenants/ID | {'slug':'other'}",
                "POST | /api/v1/tenants/ID/keys | {'device_name':''}",
                "POST | /api/v1/tenants/ID/keys | {'device_name':'d','expires_in_days':0}",
                "POST | /api/v1/tenants/ID/keys | {'device_name':'d','expires_in_days':-1}",
                "POST | /api/v1/tenants/ID/keys | {'device_name':'d','expires_in_days':2147483647}",
                "POST | /api/v1/tenants/ID/keys | {'device_name':'d','expires_in_days':1e3}",
                "POST | /api/desktop/keys/generate | {'device_name':'\\u0000'}",
                "POST | /api/desktop/keys/generate | {'device_name':'d','device_id':''}",
                "POST | /api/desktop/keys/generate | {'device_name':'d','expires_in_days':3651}",
                "POST | /api/desktop/keys/validate | {'api_key':7}",
                "POST | /api/desktop/keys/ID/rotate | {'grace_seconds':-1}",
                "POST | /api/desktop/keys/ID/rotate | {'grace_seconds':604801}",
                "POST | /api/v1/workspaces | {'name':' '}",
                "POST | /api/v1/workspaces | {'name':'\\ud800'}",
                "PUT | /api/v1/vault/keys/name | {'value':''}",
                "PUT | /api/v1/vault/keys/name | {'value':'x','provider':'unknown'}",
                "PUT | /api/v1/vault/keys/name | {'value':'x','verify':true}",
                "PUT | /api/v1/vault/keys/fake | {'value':'x','provider':'other'}",
                "POST | /api/v1/iam/users | {'username':'a b','email':'a@b','password':'long enough 1','roles':[]}",
                "POST | /api/v1/iam/users | {'username':'ab','email':'b','password':'long enough 1','roles':[]}",
                "POST | /api/v1/iam/users | {'username':'ab','email':'a@b','password':'short','roles':[]}",
                "POST | /api/v1/iam/users | {'username':'ab','email':'a@b','password':'password123','roles':[]}",
                "POST | /api/v1/iam/users | {'username':'ab','email':'a@b','password':'long enough 1','roles':['nobody']}",
                "POST | /api/v1/iam/users | {'username':'ab','email':'a@b','password':'long enough 1','roles':['A B']}",
                "POST | /api/v1/iam/users | {'username':'ab','email':'a@b','password':'long enough 1'}",
                "POST | /api/v1/iam/users | {'username':'ab','email':'a@b','password':7,'roles':[]}",
                "POST | /api/v1/iam/roles | {'name':'Auditor','permissions':[]}",
                "POST | /api/v1/iam/roles | {'name':'auditor','permissions':['audit:all']}",
                "POST | /api/v1/auth/password | {'current_password':'x','new_password':'y'}",
                "POST | /api/v1/auth/login | {'tenant':'x','username':'y'}",
            })
    void wrongValues(String method, String path, String body) {
        String id = server.a.tenant().id().toString();
        boolean people = path.contains("/iam/") || path.contains("/auth/") || path.contains("/desktop/");
        String own = people ? server.userOfA : server.a.key();
        String key = path.contains("tenants") ? server.admin : own;
        Reply reply = server.send(key, method, path.replace("ID", id), body.replace('\'', '"'));
        assertThat(reply.code()).as(reply.text()).isEqualTo("VALIDATION_ERROR");
        assertThat(reply.status()).isEqualTo(422);
    }

    @Test
    void aValueOverEightKibIsRefused() {
        Reply reply = server.send(
                server.a.key(), "PUT", "/api/v1/vault/keys/name", "{\"value\":\"" + "x".repeat(8193) + "\"}");
        assertThat(reply.code()).isEqualTo("VALIDATION_ERROR");
    }

    @Test
    void namesEveryMissingField() {
        Reply reply = server.send(server.admin, "POST", "/api/v1/tenants", "{}");
        assertThat(reply.json().path("details").path("slug").asText()).isEqualTo("is required");
        assertThat(reply.json().path("details").path("name").asText()).isEqualTo("is required");
    }

    @Test
    void aWorkspaceHeaderThatIsNone() {
        for (String id : List.of(
                "x", UUID.randomUUID().toString(), server.a.tenant().id().toString())) {
            Reply reply = server.send(
                    server.a.key(), "GET", "/api/desktop/auth", BodyPublishers.noBody(), Map.of("X-Workspace-Id", id));
            assertThat(reply.code()).isIn("BAD_REQUEST", "NOT_FOUND");
            assertThat(reply.status()).isIn(400, 404);
        }
    }

    private static List<Route> routesWithBody() {
        return routes.stream()
                .filter(route -> switch (route.method()) {
                    case PUT, PATCH -> true;
                    case POST ->
                        !route.path().endsWith("/verify")
                                && !route.path().endsWith("/logout")
                                && !route.path().endsWith("/heartbeat");
                    case GET, DELETE -> false;
                })
                .toList();
    }

    private static Reply send(Route route, BodyPublisher body, Map<String, String> headers) {
        String id = server.a.tenant().id().toString();
        String path = route.path()
                .replace(
                        "{id}",
                        route.path().contains("workspaces") ? UUID.randomUUID().toString() : id);
        return server.send(key(route), route.method().name(), path.replace("{name}", "name"), body, headers);
    }

    /** With a body that is good enough to get past it. */
    private static Reply at(Route route, String path) {
        String body =
                switch (route.method()) {
                    case PATCH -> "{\"name\":\"n\"}";
                    case POST -> route.path().endsWith("/rotate") ? "{}" : "{\"device_name\":\"d\"}";
                    case PUT -> {
                        String iam = route.path().contains("roles") ? "{\"permissions\":[]}" : "{\"full_name\":\"n\"}";
                        yield route.path().contains("/iam/") ? iam : "{\"value\":\"v\"}";
                    }
                    case GET, DELETE -> "";
                };
        return server.send(key(route), route.method().name(), path, body);
    }

    private static String key(Route route) {
        boolean people = route.path().startsWith("/api/v1/iam")
                || route.path().startsWith("/api/v1/auth")
                || route.path().startsWith("/api/desktop/keys");
        if (people) {
            return server.userOfA;
        }
        return route.path().startsWith("/api/v1/tenants") ? server.admin : server.a.key();
    }

    private static void assertCode(Route route, Reply reply, String code) {
        assertThat(reply.code())
                .as("%s %s: %s", route.method(), route.path(), reply.text())
                .isEqualTo(code);
        assertThat(reply.json().path("request_id").asText()).isEqualTo(reply.header("x-request-id"));
    }
}
