package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.identity.Holder;
import dev.atom.core.identity.Permission;
import dev.atom.core.identity.UserId;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.http.access.Access;
import dev.atom.http.audit.AuditHook;
import dev.atom.http.route.Call;
import dev.atom.http.route.Guard;
import dev.atom.http.route.Route;
import dev.atom.http.route.Routes;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The table is the specification: a route that is not in it, or asks for something else, fails. */
@SuppressWarnings("NullAway.Init")
class PermissionMatrixTest {
    private static final String MATRIX = """
            GET /api/health public
            GET /api/v1/health public
            GET /api/v1/ready public
            GET /openapi.yaml public
            GET /docs public
            GET /api/desktop/auth any
            POST /api/desktop/keys/generate user
            GET /api/desktop/keys user
            DELETE /api/desktop/keys/{id} user
            POST /api/desktop/keys/{id}/rotate user
            POST /api/desktop/keys/validate public
            POST /api/v1/auth/login public
            POST /api/v1/auth/refresh public
            POST /api/v1/auth/logout passwordDue
            GET /api/v1/auth/me passwordDue
            POST /api/v1/auth/password passwordDue
            GET /api/v1/iam/users USERS_READ
            POST /api/v1/iam/users USERS_WRITE
            GET /api/v1/iam/users/{id} USERS_READ
            PUT /api/v1/iam/users/{id} USERS_WRITE
            DELETE /api/v1/iam/users/{id} USERS_WRITE
            GET /api/v1/iam/roles ROLES_READ
            POST /api/v1/iam/roles ROLES_WRITE
            PUT /api/v1/iam/roles/{id} ROLES_WRITE
            DELETE /api/v1/iam/roles/{id} ROLES_WRITE
            GET /api/v1/iam/sessions loggedIn
            DELETE /api/v1/iam/sessions/{id} loggedIn
            POST /api/v1/tenants/{id}/users PLATFORM_ADMIN
            GET /api/v1/limits any
            GET /api/v1/tenants PLATFORM_ADMIN
            POST /api/v1/tenants PLATFORM_ADMIN
            GET /api/v1/tenants/{id} PLATFORM_ADMIN
            PATCH /api/v1/tenants/{id} PLATFORM_ADMIN
            DELETE /api/v1/tenants/{id} PLATFORM_ADMIN
            GET /api/v1/tenants/{id}/keys PLATFORM_ADMIN
            POST /api/v1/tenants/{id}/keys PLATFORM_ADMIN
            DELETE /api/v1/tenants/{id}/keys/{key_id} PLATFORM_ADMIN
            GET /api/v1/workspaces WORKSPACES_READ
            POST /api/v1/workspaces WORKSPACES_WRITE
            GET /api/v1/workspaces/{id} WORKSPACES_READ
            PATCH /api/v1/workspaces/{id} WORKSPACES_WRITE
            DELETE /api/v1/workspaces/{id} WORKSPACES_WRITE
            GET /api/v1/vault/keys VAULT_READ
            GET /api/v1/vault/keys/{name} VAULT_READ
            GET /api/v1/vault/keys/{name}/versions VAULT_READ
            PUT /api/v1/vault/keys/{name} VAULT_WRITE
            DELETE /api/v1/vault/keys/{name} VAULT_WRITE
            POST /api/v1/vault/keys/{name}/verify VAULT_WRITE
            POST /api/v1/vault/rotate VAULT_ADMIN
            GET /api/v1/llm/providers LLM_READ
            POST /api/v1/llm/preflight LLM_USE
            GET /api/v1/llm/usage LLM_READ
            GET /api/v1/audit AUDIT_READ
            POST /api/v1/audit/verify AUDIT_READ
            GET /api/v1/sessions NODES_READ
            POST /api/v1/sessions NODES_WRITE
            GET /api/v1/sessions/{id} NODES_READ
            DELETE /api/v1/sessions/{id} NODES_WRITE
            POST /api/v1/sessions/{id}/heartbeat NODES_WRITE
            GET /api/v1/nodes NODES_READ
            DELETE /api/v1/nodes/{id} NODES_WRITE
            POST /api/v1/nodes/cleanup NODES_WRITE
            POST /v1/chat/completions LLM_USE
            GET /v1/models LLM_USE
            GET /v1/models/<id> LLM_USE
            """;

    private static final Holder LOGGED_IN =
            new Holder(Optional.of(UserId.random()), Optional.of(UUID.randomUUID()), false);

    private static TestServer real;

    @BeforeAll
    static void start() {
        real = new TestServer();
    }

    @AfterAll
    static void stop() {
        real.close();
    }

    @Test
    void everyRouteAsksForWhatTheTableSays() {
        Map<String, String> declared = new TreeMap<>();
        Routes.of(real.atom).forEach(route -> declared.put(route.method() + " " + route.path(), name(route.guard())));
        assertThat(declared).isEqualTo(matrix());
    }

    @Test
    void everyRouteRefusesWhoeverCarriesEverythingButItsPermission() {
        List<Route> routes = Routes.of(real.atom);
        for (Permission missing : Permission.values()) {
            Set<Permission> others = EnumSet.complementOf(EnumSet.of(missing));
            try (AtomHttpServer server = carrying(others, routes)) {
                for (Route route : routes) {
                    int expected = route.guard().equals(new Guard.Needs(missing)) ? 403 : 204;
                    assertThat(status(server, route, real.a.key()))
                            .as("%s %s without %s", route.method(), route.path(), missing)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void everyRouteThatIsNotPublicRefusesWhoeverCarriesNothing() {
        List<Route> routes = Routes.of(real.atom);
        try (AtomHttpServer server = carrying(EnumSet.allOf(Permission.class), routes)) {
            for (Route route : routes) {
                int expected = route.guard() instanceof Guard.Open ? 204 : 401;
                assertThat(status(server, route, ""))
                        .as("%s %s", route.method(), route.path())
                        .isEqualTo(expected);
            }
        }
    }

    /** The same routes and guards, with actions that only say that they were reached. */
    private static AtomHttpServer carrying(Set<Permission> permissions, List<Route> routes) {
        Access access = new Access(facts -> {
            ResolvedCaller known = real.atom.resolver().resolve(facts);
            return new ResolvedCaller(known.caller(), known.tenant(), permissions, LOGGED_IN);
        });
        List<Route> reached = routes.stream()
                .map(route -> new Route(route.method(), route.path(), route.guard(), PermissionMatrixTest::reached))
                .toList();
        HttpSettings settings = HttpSettings.defaults().withPort(0);
        AuditHook audit = new AuditHook(real.atom.auditTrail().refusals());
        return AtomHttpServer.start(Doors.open(real.atom, access, audit, settings), List.of(), reached, settings);
    }

    private static int status(AtomHttpServer server, Route route, String key) {
        String path = route.path().replaceAll("[{<].*?[}>]", "x");
        String credential = key.isEmpty() ? "" : "X-API-Key: " + key + "\r\n";
        String answer = RawHttp.exchange(
                server.port(),
                route.method() + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n"
                        + credential + "\r\n");
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    private static void reached(Call call) {
        call.done();
    }

    private static String name(Guard guard) {
        if (guard instanceof Guard.Needs needs) {
            return needs.permission().name();
        }
        if (guard instanceof Guard.LoggedIn || guard instanceof Guard.PasswordDue) {
            return guard instanceof Guard.LoggedIn ? "loggedIn" : "passwordDue";
        }
        if (guard instanceof Guard.User) {
            return "user";
        }
        return guard instanceof Guard.Open ? "public" : "any";
    }

    private static Map<String, String> matrix() {
        return new TreeMap<>(Arrays.stream(MATRIX.split("\n"))
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(row -> row[0] + " " + row[1], row -> row[2])));
    }
}
