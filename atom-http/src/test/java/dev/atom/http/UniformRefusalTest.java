package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.identity.TokenKeys;
import dev.atom.core.identity.User;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.core.tenant.Tenant;
import dev.atom.http.TestServer.Member;
import dev.atom.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A refused credential learns nothing: the answers differ in request id and time alone. */
@SuppressWarnings("NullAway.Init")
class UniformRefusalTest {
    private static final String SIGNING_KEY = "0123456789abcdef0123456789abcdef";

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(HttpSettings.defaults(), QuotaSettings.endless(), builder -> builder.tokenKeys(
                        TokenKeys.of(Secret.of(SIGNING_KEY), Optional.empty()))
                .baseDomain("atom.example"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyBadCredentialGetsTheSameBytes() {
        Member revoked = server.member();
        String keys = "/api/v1/tenants/" + revoked.tenant().id() + "/keys";
        String id = server.get(server.admin, keys).data().get(0).path("id").asText();
        server.delete(server.admin, keys + "/" + id);
        Member suspended = server.member();
        String tenant = "/api/v1/tenants/" + suspended.tenant().id();
        server.send(server.admin, "PATCH", tenant, "{\"status\":\"suspended\"}");
        Member deleted = server.member();
        server.delete(server.admin, "/api/v1/tenants/" + deleted.tenant().id());

        String loggedOut = server.token(server.a.tenant(), "admin");
        server.send(loggedOut, "POST", "/api/v1/auth/logout", "");
        User user = server.user(server.a.tenant().id());
        String disabled = server.token(server.a.tenant(), user);
        server.send(server.userOfA, "PUT", "/api/v1/iam/users/" + user.id(), "{\"status\":\"disabled\"}");

        Member expired = server.member();
        server.asSuperuser(
                "update api_keys set expires_at = now() - interval '1 second', created_at = now() - interval '1 day'"
                        + " where tenant_id = '" + expired.tenant().id() + "'");

        List<String> credentials = List.of(
                "",
                "X-API-Key: \r\n",
                "X-API-Key: x\r\n",
                "X-API-Key: atom_dk_\r\n",
                "X-API-Key: atom_dk_" + UUID.randomUUID() + "\r\n",
                "X-API-Key: ATOM_DK_" + UUID.randomUUID() + "\r\n",
                "X-API-Key: " + server.a.key().toUpperCase(Locale.ROOT) + "\r\n",
                "X-API-Key: " + server.a.key() + "0\r\n",
                "X-API-Key: " + revoked.key() + "\r\n",
                "X-API-Key: " + expired.key() + "\r\n",
                "X-API-Key: " + revoked.key() + "\r\nX-Workspace-Id: " + workspaceOfB() + "\r\n",
                "X-API-Key: " + expired.key() + "\r\nX-Workspace-Id: " + UUID.randomUUID() + "\r\n",
                "Authorization: Bearer " + expired.key() + "\r\n",
                "X-API-Key: " + suspended.key() + "\r\n",
                "X-API-Key: " + deleted.key() + "\r\n",
                "X-API-Key: " + server.a.key() + "\r\nX-API-Key: " + server.b.key() + "\r\n",
                "X-API-Key: " + server.a.key() + "\r\nAuthorization: Bearer " + server.b.key() + "\r\n",
                "Authorization: Bearer eyJhbGciOiJub25lIn0.e30.\r\n",
                "Authorization: Basic YTpi\r\n",
                "Authorization: Bearer sk-123\r\n",
                "X-API-Key: eyJhbGciOiJub25lIn0.e30.\r\n",
                "Authorization: Bearer " + disabled + "\r\n",
                "Authorization: Bearer " + loggedOut + "\r\n",
                "Authorization: Bearer " + loggedOut + "=\r\n",
                bearer(naming(server.b.tenant(), server.userOfA)),
                bearer(naming(server.b.tenant(), loggedOut)),
                "Authorization: Bearer\r\n",
                "Authorization: Bearer " + revoked.key() + "\r\n",
                "X-API-Key: \u00e9\u00ff\r\n");
        for (String path : List.of("/api/v1/vault/keys", "/v1/models", "/v1/chat/completions", "/api/desktop/auth")) {
            Set<String> answers = new TreeSet<>();
            for (String credential : credentials) {
                answers.add(answer(path, credential));
            }
            assertThat(answers).as(path).hasSize(1).allMatch(text -> text.startsWith("HTTP/1.1 401"));
        }
    }

    /** The name of a tenant is public, and nobody's permission. */
    @Test
    void aTenantsHostMakesNoBadCredentialAnyBetter() {
        String host = server.a.tenant().slug().value() + ".atom.example";
        for (String path : List.of("/api/v1/vault/keys", "/v1/chat/completions")) {
            String refused = answer(path, "");
            for (String credential :
                    List.of("", "X-API-Key: x\r\n", "X-API-Key: atom_dk_" + UUID.randomUUID() + "\r\n")) {
                assertThat(answer(path, host, credential)).as(path).isEqualTo(refused);
                assertThat(answer(path, "nobodys.atom.example", credential))
                        .as(path)
                        .isEqualTo(refused);
            }
        }
        assertThat(answer("/api/desktop/auth", host, "X-API-Key: " + server.a.key() + "\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(answer("/api/desktop/auth", host, "X-API-Key: " + server.b.key() + "\r\n"))
                .startsWith("HTTP/1.1 403")
                .contains("TENANT_MISMATCH");
    }

    /** That is said before anything is looked up, and to everybody alike. */
    @Test
    void aWorkspaceIdThatIsNoneIsTheSameMistakeWithEveryCredential() {
        Set<String> answers = new TreeSet<>();
        for (String credential : List.of(
                "",
                "X-API-Key: x\r\n",
                "X-API-Key: atom_dk_" + UUID.randomUUID() + "\r\n",
                "X-API-Key: " + server.a.key() + "\r\n")) {
            answers.add(answer("/api/v1/vault/keys", credential + "X-Workspace-Id: x\r\n"));
        }
        assertThat(answers).hasSize(1).allMatch(text -> text.startsWith("HTTP/1.1 400"));
    }

    /** Whoever has a good key learns that the workspace is not theirs, and nothing of whose it is. */
    @Test
    void aGoodKeySentForAnotherTenantIsRefusedWithoutNamingIt() {
        String refused = answer(
                "/api/v1/vault/keys",
                "X-API-Key: " + server.a.key() + "\r\nX-Workspace-Id: " + workspaceOfB() + "\r\n");
        assertThat(refused)
                .startsWith("HTTP/1.1 403")
                .contains("TENANT_MISMATCH")
                .doesNotContain(
                        server.b.tenant().slug().value(), server.b.tenant().id().toString());
        assertThat(answer(
                        "/api/v1/vault/keys",
                        "X-API-Key: " + server.a.key() + "\r\nX-Workspace-Id: " + workspaceOfB() + "\r\n"))
                .isEqualTo(refused);
    }

    /** Not even our own signature makes a session another tenant's. */
    @Test
    void aTokenIsGoodForTheTenantOfItsSessionOnly() {
        assertThat(answer("/api/desktop/auth", bearer(naming(server.a.tenant(), server.userOfA))))
                .as("signed as ours are")
                .startsWith("HTTP/1.1 200");
        assertThat(answer("/api/desktop/auth", bearer(naming(server.b.tenant(), server.userOfA))))
                .startsWith("HTTP/1.1 401");
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token + "\r\n";
    }

    /** A token of tenant A's with another tenant in it, signed again with the server's own key. */
    private static String naming(Tenant tenant, String token) {
        String[] parts = token.split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace(server.a.tenant().id().toString(), tenant.id().toString());
        String signed = parts[0] + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SIGNING_KEY.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String workspaceOfB() {
        return server.send(server.b.key(), "POST", "/api/v1/workspaces", "{\"name\":\"" + UUID.randomUUID() + "\"}")
                .data()
                .path("id")
                .asText();
    }

    @Test
    void aGoodKeyIsAcceptedInBothHeaders() {
        assertThat(answer("/api/desktop/auth", "X-API-Key: " + server.a.key() + "\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(answer("/api/desktop/auth", "Authorization: Bearer " + server.a.key() + "\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    private static String answer(String path, String credential) {
        return answer(path, "x", credential);
    }

    private static String answer(String path, String host, String credential) {
        String method = path.endsWith("completions") ? "POST " : "GET ";
        String request = method + path
                + " HTTP/1.1\r\nHost: " + host
                + "\r\nX-Request-Id: same\r\nContent-Type: application/json\r\nContent-Length: 0\r\n"
                + credential + "Connection: close\r\n\r\n";
        return RawHttp.exchange(server.http.port(), request)
                .replaceAll("\"timestamp\":\"[^\"]*\"", "")
                .replaceAll("Date: [^\r]*", "");
    }
}
