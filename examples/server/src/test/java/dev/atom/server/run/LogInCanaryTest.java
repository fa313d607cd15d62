package dev.atom.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.identity.Authority;
import dev.atom.core.identity.EmailAddress;
import dev.atom.core.identity.FirstAdmin;
import dev.atom.core.identity.TokenKeys;
import dev.atom.core.identity.Username;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logs in, goes on, and gets keys, as people and consoles do, and looks for every secret of it in all tables and all logs. */
@Timeout(180)
class LogInCanaryTest {
    private static final String SIGNING_KEY = "canary-signing-key-0123456789-abcdef";
    private static final String PASSWORD = "canary of a sentence to log in with";
    private static final String WRONG_PASSWORD = "canary of a sentence that lets nobody in";
    private static final String TOO_LONG = "canary of a sentence without end ".repeat(5);
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    private final CapturedLog log = CapturedLog.everything();
    private final TestServer atom =
            TestServer.start(Secret.copyOf(new byte[32]), TokenKeys.of(Secret.of(SIGNING_KEY), Optional.empty()));
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Canary> canaries = new ArrayList<>();

    @AfterEach
    void close() {
        atom.close();
        log.close();
    }

    @Test
    void nothingAnybodyLogsInWithIsStoredOrLogged() throws Exception {
        plant("signing key", SIGNING_KEY);
        plant("password", PASSWORD);
        plant("wrong password", WRONG_PASSWORD);
        plant("password that is refused", TOO_LONG);
        firstLogIn();
        String token = withTokens();
        withKeys(token);
        withCookies();
        inVain(token);

        atom.server().atom().atom().auditTrail().refusals().flush();
        List<String> rows = DatabaseDump.of(atom.database().superuser());
        assertThat(rows)
                .anyMatch(row -> row.contains("user.password"))
                .anyMatch(row -> row.contains("session.refuse"))
                .anyMatch(row -> row.contains("api_key.rotate"))
                .anyMatch(row -> row.contains("refresh_tokens"));
        assertThat(log.lines()).isNotEmpty();
        assertThat(canaries).hasSize(16);
        assertThat(canaries).allSatisfy(canary -> assertThat(rows).noneMatch(canary::isIn));
        assertThat(canaries).allSatisfy(canary -> assertThat(log.lines()).noneMatch(canary::isIn));
    }

    /** With the password that is shown once, which opens nothing but its own change. */
    private void firstLogIn() throws Exception {
        Authority platform = Authority.full(new Caller(TenantId.PLATFORM, Optional.empty(), Actor.process("test")));
        try (FirstAdmin first = atom.server()
                .atom()
                .atom()
                .identity()
                .users()
                .bootstrap(platform, new Username("root"), new EmailAddress("root@example.org"))) {
            String once = first.password().use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
            plant("one-time password", once);
            String token = planted("first access token", "token", logIn(once));
            planted("access token after the change", "token", changePassword(token, once, PASSWORD));
        }
    }

    private String withTokens() throws Exception {
        String answer = logIn(PASSWORD);
        planted("access token", "token", answer);
        String refresh = planted("refresh token", "refresh_token", answer);
        String body = "{\"refresh_token\":\"" + refresh + "\"}";
        String refreshed = good(send("POST", "/api/v1/auth/refresh", JSON, body));
        planted("second refresh token", "refresh_token", refreshed);
        String token = planted("second access token", "token", refreshed);
        good(send("GET", "/api/v1/auth/me", bearer(token), ""));
        return token;
    }

    private void withKeys(String token) throws Exception {
        String issued = good(send("POST", "/api/desktop/keys/generate", bearer(token), "{\"device_name\":\"laptop\"}"));
        String key = planted("user's API key", "api_key", issued);
        good(send("GET", "/api/desktop/auth", Map.of("X-API-Key", key), ""));
        String path = "/api/desktop/keys/" + field("id", issued) + "/rotate";
        String fresh = planted("rotated API key", "api_key", good(send("POST", path, bearer(token), "{}")));
        good(send("GET", "/api/desktop/auth", Map.of("X-API-Key", fresh), ""));
        good(send("POST", "/api/desktop/keys/validate", JSON, "{\"api_key\":\"" + fresh + "\"}"));
    }

    private void withCookies() throws Exception {
        HttpResponse<String> answer =
                send("POST", "/api/v1/auth/login", JSON, credentials(PASSWORD, ",\"cookies\":true"));
        String csrf = planted("CSRF token", "csrf_token", good(answer));
        List<String> cookies = answer.headers().allValues("Set-Cookie").stream()
                .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
                .toList();
        plant("console's session", value("atom_session=", cookies));
        plant("console's refresh token", value("atom_refresh=", cookies));
        Map<String, String> headers =
                Map.of("Content-Type", "application/json", "Cookie", String.join("; ", cookies), "X-CSRF-Token", csrf);
        good(send("POST", "/api/v1/workspaces", headers, "{\"name\":\"mine\"}"));
        assertThat(send("POST", "/api/v1/auth/logout", headers, "").statusCode())
                .isEqualTo(204);
    }

    /** What fails is what is logged most easily. */
    private void inVain(String token) throws Exception {
        assertThat(send("POST", "/api/v1/auth/login", JSON, credentials(WRONG_PASSWORD, ""))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send("POST", "/api/v1/auth/login", JSON, credentials(PASSWORD, ",\"unknown\":1"))
                        .statusCode())
                .isEqualTo(422);
        assertThat(send("POST", "/api/v1/auth/login", JSON, "{\"password\":\"" + PASSWORD)
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("POST", "/api/v1/auth/password", bearer(token), newPassword(WRONG_PASSWORD, PASSWORD))
                        .statusCode())
                .isEqualTo(422);
        assertThat(send("POST", "/api/v1/auth/password", bearer(token), newPassword(PASSWORD, TOO_LONG))
                        .statusCode())
                .isEqualTo(422);
        assertThat(send("GET", "/api/v1/auth/me", bearer(token + "x"), "").statusCode())
                .isEqualTo(401);
        atom.database()
                .asSuperuser("alter table sessions add constraint broken check (ended_at is not null) not valid");
        assertThat(send("POST", "/api/v1/auth/login", JSON, credentials(PASSWORD, ""))
                        .statusCode())
                .isEqualTo(500);
    }

    private String logIn(String password) throws Exception {
        return good(send("POST", "/api/v1/auth/login", JSON, credentials(password, "")));
    }

    private String changePassword(String token, String from, String to) throws Exception {
        return good(send("POST", "/api/v1/auth/password", bearer(token), newPassword(from, to)));
    }

    private static String credentials(String password, String more) {
        return "{\"tenant\":\"platform\",\"username\":\"root\",\"password\":\"" + password + "\"" + more + "}";
    }

    private static String newPassword(String from, String to) {
        return "{\"current_password\":\"" + from + "\",\"new_password\":\"" + to + "\"}";
    }

    private void plant(String name, String secret) {
        canaries.add(new Canary(name, secret));
    }

    /** The field of the answer, from now on looked for. */
    private String planted(String name, String field, String answer) {
        String secret = field(field, answer);
        plant(name, secret);
        return secret;
    }

    private static String field(String name, String answer) {
        Matcher field = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(answer);
        assertThat(field.find()).as("%s in the answer", name).isTrue();
        return field.group(1);
    }

    private static String value(String prefix, List<String> cookies) {
        return cookies.stream()
                .filter(cookie -> cookie.startsWith(prefix))
                .findFirst()
                .orElseThrow()
                .substring(prefix.length());
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Content-Type", "application/json", "Authorization", "Bearer " + token);
    }

    private static String good(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as("%s", answer.uri()).isBetween(200, 201);
        return answer.body();
    }

    private HttpResponse<String> send(String method, String path, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(atom.server().url() + path));
        headers.forEach(request::setHeader);
        return http.send(request.method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }
}
