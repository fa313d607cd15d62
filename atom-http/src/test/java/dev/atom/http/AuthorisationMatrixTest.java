package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.identity.User;
import dev.atom.core.tenant.Tenant;
import dev.atom.http.access.Access;
import dev.atom.http.audit.AuditHook;
import dev.atom.http.relay.CoreRoute;
import dev.atom.http.route.Guard;
import dev.atom.http.route.Route;
import dev.atom.http.route.Routes;
import dev.atom.spi.TenantId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Who gets through to which route: real users and keys, real look-ups, and routes that only say that they were reached. The table
 * is the specification; a route without a row fails.
 */
@SuppressWarnings("NullAway.Init")
class AuthorisationMatrixTest {
    /** Nobody, readonly, operator, admin, platform admin, admin of another tenant, API key, a user whose password is due. */
    private static final String EVERYBODY = "- r o a p x k d";

    private static final String CHAT = "{\"model\":\"fake/m1\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private static final Map<String, String> ROWS = new TreeMap<>();

    static {
        rows(EVERYBODY, """
                GET /api/health
                GET /api/v1/health
                GET /api/v1/ready
                GET /openapi.yaml
                GET /docs
                POST /api/v1/auth/login
                POST /api/v1/auth/refresh
                POST /api/desktop/keys/validate
                """);
        rows("r o a p x d", """
                POST /api/v1/auth/logout
                GET /api/v1/auth/me
                POST /api/v1/auth/password
                """);
        rows("r o a p x", """
                GET /api/v1/iam/sessions
                DELETE /api/v1/iam/sessions/{id}
                POST /api/desktop/keys/generate
                GET /api/desktop/keys
                DELETE /api/desktop/keys/{id}
                POST /api/desktop/keys/{id}/rotate
                """);
        rows("r o a p x k", """
                GET /api/desktop/auth
                GET /api/v1/limits
                GET /api/v1/workspaces
                GET /api/v1/workspaces/{id}
                GET /api/v1/vault/keys
                GET /api/v1/vault/keys/{name}
                GET /api/v1/vault/keys/{name}/versions
                GET /api/v1/llm/providers
                GET /api/v1/llm/usage
                GET /api/v1/sessions
                GET /api/v1/sessions/{id}
                GET /api/v1/nodes
                """);
        rows("o a p x k", """
                POST /api/v1/workspaces
                PATCH /api/v1/workspaces/{id}
                DELETE /api/v1/workspaces/{id}
                POST /api/v1/llm/preflight
                POST /api/v1/sessions
                DELETE /api/v1/sessions/{id}
                POST /api/v1/sessions/{id}/heartbeat
                DELETE /api/v1/nodes/{id}
                POST /api/v1/nodes/cleanup
                POST /v1/chat/completions
                GET /v1/models
                GET /v1/models/<id>
                """);
        rows("a p x k", """
                PUT /api/v1/vault/keys/{name}
                DELETE /api/v1/vault/keys/{name}
                POST /api/v1/vault/keys/{name}/verify
                POST /api/v1/vault/rotate
                """);
        rows("a p x", """
                GET /api/v1/iam/users
                POST /api/v1/iam/users
                GET /api/v1/iam/users/{id}
                PUT /api/v1/iam/users/{id}
                DELETE /api/v1/iam/users/{id}
                GET /api/v1/iam/roles
                POST /api/v1/iam/roles
                PUT /api/v1/iam/roles/{id}
                DELETE /api/v1/iam/roles/{id}
                GET /api/v1/audit
                POST /api/v1/audit/verify
                """);
        rows("p", """
                GET /api/v1/tenants
                POST /api/v1/tenants
                GET /api/v1/tenants/{id}
                PATCH /api/v1/tenants/{id}
                DELETE /api/v1/tenants/{id}
                GET /api/v1/tenants/{id}/keys
                POST /api/v1/tenants/{id}/keys
                DELETE /api/v1/tenants/{id}/keys/{key_id}
                POST /api/v1/tenants/{id}/users
                """);
    }

    private static TestServer real;
    private static Map<String, String> credentials;

    @BeforeAll
    static void start() {
        real = new TestServer();
        Tenant a = real.a.tenant();
        Tenant platform = real.atom.tenants().get(TenantId.PLATFORM);
        User due = real.user(a.id(), "admin");
        real.giveFirstPassword(due);
        credentials = new LinkedHashMap<>();
        credentials.put("-", "");
        credentials.put("r", real.token(a, "readonly"));
        credentials.put("o", real.token(a, "operator"));
        credentials.put("a", real.token(a, "admin"));
        credentials.put("p", real.token(platform, "admin"));
        credentials.put("x", real.token(real.b.tenant(), "admin"));
        credentials.put("k", real.a.key());
        credentials.put("d", real.token(a, due));
    }

    @AfterAll
    static void stop() {
        real.close();
    }

    @Test
    void everyRouteHasARow() {
        assertThat(ROWS.keySet())
                .isEqualTo(Routes.of(real.atom).stream()
                        .map(AuthorisationMatrixTest::name)
                        .collect(Collectors.toSet()));
    }

    @Test
    void everybodyGetsThroughToWhatTheTableSaysAndToNothingElse() {
        List<Route> routes = Routes.of(real.atom);
        List<Route> reached = routes.stream()
                .map(route -> new Route(route.method(), route.path(), route.guard(), call -> call.done()))
                .toList();
        HttpSettings settings = HttpSettings.defaults().withPort(0);
        try (AtomHttpServer server = AtomHttpServer.start(doors(settings), List.of(), reached, settings)) {
            for (Route route : routes) {
                credentials.forEach((who, credential) -> assertThat(status(server, route, credential))
                        .as("%s for %s", name(route), who)
                        .isEqualTo(isAdmitted(who, route) ? 204 : refusal(who)));
            }
        }
    }

    /** What is served ahead of Javalin asks for itself: here the handlers that really serve it are asked. */
    @Test
    void everybodyGetsThroughToWhatIsServedAheadAsTheTableSays() {
        assertThat(real.http.routesAhead()).contains(Routes.CHAT).isSubsetOf(Routes.of(real.atom));
        for (Route route : real.http.routesAhead()) {
            credentials.forEach((who, credential) -> {
                int status = real.send(credential, route.method().name(), route.path(), CHAT)
                        .status();
                assertThat(status == 401 || status == 403 ? status : 204)
                        .as("%s for %s: %d", name(route), who, status)
                        .isEqualTo(isAdmitted(who, route) ? 204 : refusal(who));
            });
        }
    }

    @Test
    void aHandlerWhoseRouteIsNotDeclaredStopsTheStart() {
        HttpSettings settings = HttpSettings.defaults().withPort(0);
        Doors doors = doors(settings);
        CoreRoute unknown = new CoreRoute(new Route(Route.Method.POST, "/v1/unknown", new Guard.Open(), call -> {})) {
            @Override
            protected void serve(Request request, Response response, Callback callback) {
                callback.succeeded();
            }
        };

        assertThatThrownBy(() -> AtomHttpServer.start(doors, List.of(unknown), Routes.of(real.atom), settings))
                .hasStackTraceContaining("POST /v1/unknown is served but not declared");
    }

    private static boolean isAdmitted(String who, Route route) {
        return List.of(ROWS.getOrDefault(name(route), "").split(" ", -1)).contains(who);
    }

    private static int refusal(String who) {
        return who.equals("-") ? 401 : 403;
    }

    private static Doors doors(HttpSettings settings) {
        AuditHook audit = new AuditHook(real.atom.auditTrail().refusals());
        return Doors.open(real.atom, new Access(real.atom.resolver()), audit, settings);
    }

    /** What lets it through is its own tenant's permission: of this tenant's things it finds none. */
    @Test
    void anotherTenantsAdministratorFindsNothingOfThisOne() {
        String stranger = real.token(real.b.tenant(), "admin");
        String user = real.user(real.a.tenant().id()).id().toString();
        String role = real.send(real.userOfA, "POST", "/api/v1/iam/roles", "{\"name\":\"mine\",\"permissions\":[]}")
                .data()
                .path("id")
                .asText();
        String session = real.get(real.userOfA, "/api/v1/auth/me")
                .data()
                .path("session_id")
                .asText();

        for (String path : List.of("users/" + user, "roles/" + role, "sessions/" + session)) {
            assertThat(real.delete(stranger, "/api/v1/iam/" + path).code())
                    .as(path)
                    .isEqualTo("NOT_FOUND");
        }
        assertThat(real.get(stranger, "/api/v1/iam/users/" + user).code()).isEqualTo("NOT_FOUND");
        assertThat(real.send(stranger, "PUT", "/api/v1/iam/users/" + user, "{\"status\":\"disabled\"}")
                        .code())
                .isEqualTo("NOT_FOUND");
        assertThat(real.send(stranger, "PUT", "/api/v1/iam/roles/" + role, "{\"permissions\":[]}")
                        .code())
                .isEqualTo("NOT_FOUND");
        for (String list : List.of("users", "roles", "sessions")) {
            assertThat(real.get(stranger, "/api/v1/iam/" + list).text()).doesNotContain(user, role, session);
        }
        assertThat(real.get(real.userOfA, "/api/v1/auth/me").status()).isEqualTo(200);
    }

    private static void rows(String admitted, String routes) {
        routes.lines().forEach(route -> ROWS.put(route, admitted));
    }

    private static String name(Route route) {
        return route.method() + " " + route.path();
    }

    private static int status(AtomHttpServer server, Route route, String credential) {
        String path = route.path().replaceAll("[{<].*?[}>]", "x");
        String header = credential.startsWith("eyJ")
                ? "Authorization: Bearer " + credential + "\r\n"
                : credential.isEmpty() ? "" : "X-API-Key: " + credential + "\r\n";
        String answer = RawHttp.exchange(
                server.port(),
                route.method() + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n"
                        + header + "\r\n");
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }
}
