package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atom.core.identity.User;
import dev.atom.http.TestServer.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AuthHttpTest {
    @AutoClose
    private static final TestServer server = new TestServer();

    private final User user = server.user(server.a.tenant().id(), "operator");

    @Test
    void aLogInGivesTokensThatOpenWhatTheRolesAllow() {
        JsonNode tokens = logIn(TestServer.PASSWORD).data();

        assertThat(tokens.path("token_type").asText()).isEqualTo("Bearer");
        assertThat(tokens.path("expires_in").asInt()).isEqualTo(900);
        assertThat(tokens.path("user").path("username").asText())
                .isEqualTo(user.username().value());
        String token = tokens.path("token").asText();
        JsonNode me = server.get(token, "/api/v1/auth/me").data();
        assertThat(me.path("user").path("id").asText()).isEqualTo(user.id().toString());
        assertThat(me.path("tenant").path("id").asText())
                .isEqualTo(server.a.tenant().id().toString());
        assertThat(me.path("permissions").toString())
                .contains("workspaces:write")
                .doesNotContain("users:read");
        assertThat(server.get(token, "/api/v1/workspaces").status()).isEqualTo(200);
        assertThat(server.get(token, "/api/v1/iam/users").code()).isEqualTo("FORBIDDEN");
        assertThat(server.get(token, "/v1/models").status()).isEqualTo(200);
    }

    @Test
    void everyRefusedLogInReadsTheSame() {
        User disabled = server.user(server.a.tenant().id());
        server.send(server.userOfA, "PUT", "/api/v1/iam/users/" + disabled.id(), "{\"status\":\"disabled\"}");
        String slug = server.a.tenant().slug().value();
        List<String> attempts = List.of(
                body(slug, user.username().value(), "not the password"),
                body(slug, user.username().value(), ""),
                body(slug, user.username().value(), "x".repeat(100_000)),
                body(slug, "nobody", TestServer.PASSWORD),
                body(slug, disabled.username().value(), TestServer.PASSWORD),
                body("nobody", user.username().value(), TestServer.PASSWORD),
                body(server.b.tenant().slug().value(), user.username().value(), TestServer.PASSWORD));
        assertThat(attempts.stream().map(AuthHttpTest::refusal).collect(Collectors.toSet()))
                .hasSize(1)
                .allMatch(text -> text.startsWith("401"));
    }

    @Test
    void aRefreshRotatesAndALogOutEnds() {
        JsonNode first = logIn(TestServer.PASSWORD).data();
        Reply refreshed = refresh(first.path("refresh_token").asText());
        assertThat(refreshed.status()).isEqualTo(200);
        String token = refreshed.data().path("token").asText();
        assertThat(token).isNotEqualTo(first.path("token").asText());

        assertThat(server.send(token, "POST", "/api/v1/auth/logout", "").status())
                .isEqualTo(204);

        assertThat(server.get(token, "/api/v1/auth/me").code()).isEqualTo("UNAUTHORIZED");
        assertThat(server.get(first.path("token").asText(), "/api/v1/auth/me").code())
                .isEqualTo("UNAUTHORIZED");
        assertThat(refresh(refreshed.data().path("refresh_token").asText()).code())
                .isEqualTo("UNAUTHORIZED");
    }

    @Test
    void aSpentRefreshTokenEndsTheWholeFamily() {
        JsonNode first = logIn(TestServer.PASSWORD).data();
        JsonNode second = refresh(first.path("refresh_token").asText()).data();

        assertThat(refresh(first.path("refresh_token").asText()).code()).isEqualTo("UNAUTHORIZED");
        assertThat(server.get(second.path("token").asText(), "/api/v1/auth/me").code())
                .isEqualTo("UNAUTHORIZED");
        assertThat(refresh(second.path("refresh_token").asText()).code()).isEqualTo("UNAUTHORIZED");
    }

    @Test
    void aFirstPasswordOpensNothingButItsChange() {
        server.giveFirstPassword(user);
        String token = logIn(TestServer.PASSWORD).data().path("token").asText();

        for (String path : List.of("/api/v1/workspaces", "/api/desktop/auth", "/api/v1/iam/sessions", "/v1/models")) {
            assertThat(server.get(token, path).status()).as(path).isEqualTo(403);
        }
        Reply chat = server.send(token, "POST", "/v1/chat/completions", "{\"model\":\"fake/m\",\"messages\":[]}");
        assertThat(chat.status()).isEqualTo(403);
        assertThat(server.get(token, "/api/v1/auth/me").status()).isEqualTo(200);
        Reply changed = server.send(
                token,
                "POST",
                "/api/v1/auth/password",
                "{\"current_password\":\"" + TestServer.PASSWORD + "\",\"new_password\":\"my very own sentence\"}");
        assertThat(changed.status()).as(changed.text()).isEqualTo(200);
        assertThat(server.get(token, "/api/v1/auth/me").code()).isEqualTo("UNAUTHORIZED");
        String own = changed.data().path("token").asText();
        assertThat(server.get(own, "/api/v1/workspaces").status()).isEqualTo(200);
        assertThat(logIn(TestServer.PASSWORD).code()).isEqualTo("UNAUTHORIZED");
    }

    @Test
    void aConsoleGetsItsSessionInCookiesAndChangesNeedTheProof() {
        Reply loggedIn = server.send("", "POST", "/api/v1/auth/login", withCookies());
        Map<String, String> cookies = cookies(loggedIn);
        // Whole values: the proof is random, and any few letters may be in it.
        assertThat(loggedIn.text())
                .doesNotContain(
                        value(cookies.get("atom_session")), value(cookies.get("atom_refresh")), "\"eyJ", "atom_rt_");
        assertThat(cookies.get("atom_session"))
                .contains("HttpOnly", "SameSite=Strict", "Path=/")
                .doesNotContain("Secure");
        assertThat(cookies.get("atom_refresh")).contains("HttpOnly", "SameSite=Strict", "Path=/api/v1/auth");
        assertThat(cookies.get("atom_csrf")).doesNotContain("HttpOnly").contains("SameSite=Strict");
        String cookie = header(cookies);
        String csrf = loggedIn.data().path("csrf_token").asText();
        assertThat(value(cookies.get("atom_csrf"))).isEqualTo(csrf);

        assertThat(with(cookie, "", "GET", "/api/v1/workspaces", "").status()).isEqualTo(200);
        assertThat(with(cookie, "", "POST", "/api/v1/workspaces", "{\"name\":\"w\"}")
                        .code())
                .isEqualTo("FORBIDDEN");
        assertThat(with(cookie, "guess", "POST", "/api/v1/workspaces", "{\"name\":\"w\"}")
                        .code())
                .isEqualTo("FORBIDDEN");
        assertThat(with(cookie, csrf, "POST", "/api/v1/workspaces", "{\"name\":\"w-" + user.id() + "\"}")
                        .status())
                .isEqualTo(201);

        assertThat(with(cookie, "", "POST", "/api/v1/auth/refresh", "").code()).isEqualTo("FORBIDDEN");
        Reply refreshed = with(cookie, csrf, "POST", "/api/v1/auth/refresh", "");
        assertThat(refreshed.status()).as(refreshed.text()).isEqualTo(200);
        String later = header(cookies(refreshed));
        String laterCsrf = refreshed.data().path("csrf_token").asText();
        assertThat(laterCsrf).isNotEqualTo(csrf);

        Reply out = with(later, laterCsrf, "POST", "/api/v1/auth/logout", "");
        assertThat(out.status()).isEqualTo(204);
        assertThat(cookies(out).values()).hasSize(3).allMatch(cleared -> cleared.contains("Max-Age=0"));
        assertThat(with(later, "", "GET", "/api/v1/workspaces", "").code()).isEqualTo("UNAUTHORIZED");
    }

    @Test
    void underTlsTheCookiesAreSecureAndBoundToTheHost() {
        Reply loggedIn = server.send(
                "",
                "POST",
                "/api/v1/auth/login",
                BodyPublishers.ofString(withCookies()),
                Map.of("Content-Type", "application/json", "X-Forwarded-Proto", "https"));

        Map<String, String> cookies = cookies(loggedIn);
        assertThat(cookies).containsOnlyKeys("__Host-atom_session", "__Secure-atom_refresh", "atom_csrf");
        assertThat(cookies.values()).allMatch(cookie -> cookie.endsWith("; Secure") || cookie.contains("; Secure;"));
        assertThat(overTls(header(cookies)).status()).isEqualTo(200);
        // A neighbouring subdomain can set a cookie of the plain name, with a session of its own.
        assertThat(overTls(header(cookies).replace("__Host-", "")).code()).isEqualTo("UNAUTHORIZED");
    }

    private static Reply overTls(String cookie) {
        return server.send(
                "",
                "GET",
                "/api/v1/workspaces",
                BodyPublishers.noBody(),
                Map.of("Cookie", cookie, "X-Forwarded-Proto", "https"));
    }

    /** An attacker plants a session's cookie before the victim logs in: the victim's session is another one. */
    @Test
    void aSessionFromBeforeTheLogInIsNotGoneOnWith() {
        String planted = header(cookies(server.send("", "POST", "/api/v1/auth/login", withCookies())));
        Reply loggedIn = with(planted, "", "POST", "/api/v1/auth/login", withCookies());

        assertThat(loggedIn.status()).isEqualTo(200);
        assertThat(header(cookies(loggedIn))).isNotEqualTo(planted);
        assertThat(session(header(cookies(loggedIn)))).isNotEqualTo(session(planted));
    }

    @Test
    void ownSessionsAreListedAndEndedAndOthersOnlyWithThePermission() {
        String mine = logIn(TestServer.PASSWORD).data().path("token").asText();
        String elsewhere = logIn(TestServer.PASSWORD).data().path("token").asText();
        String id = server.get(elsewhere, "/api/v1/auth/me")
                .data()
                .path("session_id")
                .asText();
        String admins = server.get(server.userOfA, "/api/v1/auth/me")
                .data()
                .path("session_id")
                .asText();

        JsonNode listed = server.get(mine, "/api/v1/iam/sessions").data();
        assertThat(listed).hasSize(2).allMatch(session -> session.path("user_id")
                .asText()
                .equals(user.id().toString()));
        assertThat(server.delete(mine, "/api/v1/iam/sessions/" + admins).code()).isEqualTo("NOT_FOUND");
        assertThat(server.delete(mine, "/api/v1/iam/sessions/" + id).status()).isEqualTo(204);
        assertThat(server.get(elsewhere, "/api/v1/auth/me").code()).isEqualTo("UNAUTHORIZED");
        String own =
                server.get(mine, "/api/v1/auth/me").data().path("session_id").asText();
        assertThat(server.delete(server.userOfA, "/api/v1/iam/sessions/" + own).status())
                .isEqualTo(204);
        assertThat(server.get(mine, "/api/v1/auth/me").code()).isEqualTo("UNAUTHORIZED");
    }

    @Test
    void aTenantGetsItsFirstAdministratorFromThePlatform() {
        var tenant = server.member().tenant();
        String path = "/api/v1/tenants/" + tenant.id() + "/users";
        String body = "{\"username\":\"First\",\"email\":\"first@example.org\",\"password\":\"given on paper, once\","
                + "\"roles\":[\"admin\"]}";
        Reply created = server.send(server.admin, "POST", path, body);

        assertThat(created.status()).as(created.text()).isEqualTo(201);
        assertThat(created.data().path("must_change_password").asBoolean()).isTrue();
        assertThat(created.text()).doesNotContain("given on paper");
        assertThat(server.send(server.a.key(), "POST", path, body).code()).isEqualTo("FORBIDDEN");
    }

    @Test
    void aTokenForAnotherTenantsHostOrWorkspaceIsRefused() {
        String token = logIn(TestServer.PASSWORD).data().path("token").asText();
        String workspace = server.send(server.b.key(), "POST", "/api/v1/workspaces", "{\"name\":\"" + user.id() + "\"}")
                .data()
                .path("id")
                .asText();

        Reply reply = server.send(
                token, "GET", "/api/v1/auth/me", BodyPublishers.noBody(), Map.of("X-Workspace-Id", workspace));
        assertThat(reply.code()).isEqualTo("TENANT_MISMATCH");
    }

    private Reply logIn(String password) {
        return server.send(
                "",
                "POST",
                "/api/v1/auth/login",
                body(server.a.tenant().slug().value(), user.username().value(), password));
    }

    private String withCookies() {
        String body = body(server.a.tenant().slug().value(), user.username().value(), TestServer.PASSWORD);
        return body.replace("}", ",\"cookies\":true}");
    }

    private static Reply refresh(String token) {
        return server.send("", "POST", "/api/v1/auth/refresh", "{\"refresh_token\":\"" + token + "\"}");
    }

    private static Reply with(String cookie, String csrf, String method, String path, String body) {
        Map<String, String> headers = new LinkedHashMap<>(Map.of("Cookie", cookie, "Content-Type", "application/json"));
        if (!csrf.isEmpty()) {
            headers.put("X-CSRF-Token", csrf);
        }
        return server.send(
                "", method, path, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body), headers);
    }

    private static String session(String cookie) {
        return with(cookie, "", "GET", "/api/v1/auth/me", "")
                .data()
                .path("session_id")
                .asText();
    }

    private static String refusal(String body) {
        Reply reply = server.send(
                "",
                "POST",
                "/api/v1/auth/login",
                BodyPublishers.ofString(body),
                Map.of("Content-Type", "application/json", "X-Request-Id", "same"));
        return reply.status() + reply.text().replaceAll("\"timestamp\":\"[^\"]*\"", "");
    }

    /** Name to the whole Set-Cookie value. */
    private static Map<String, String> cookies(Reply reply) {
        Map<String, String> cookies = new LinkedHashMap<>();
        List<String> all = new ArrayList<>(reply.headers().getOrDefault("set-cookie", List.of()));
        all.forEach(cookie -> cookies.put(cookie.substring(0, cookie.indexOf('=')), cookie));
        return cookies;
    }

    private static String header(Map<String, String> cookies) {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + value(cookie.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static String value(String cookie) {
        return cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
    }

    private static String body(String tenant, String username, String password) {
        return "{\"tenant\":\"" + tenant + "\",\"username\":\"" + username + "\",\"password\":\"" + password + "\"}";
    }
}
