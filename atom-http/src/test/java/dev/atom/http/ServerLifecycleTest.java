package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.Atom;
import dev.atom.core.db.TestDatabase;
import dev.atom.core.limit.RedisSettings;
import dev.atom.core.limit.WhenUnavailable;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.spi.AtomException;
import dev.atom.spi.Secret;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerLifecycleTest {
    @Test
    void closeStopsListeningAndLeavesNoThread() throws Exception {
        try (TestServer outer = new TestServer()) {
            // It has threads of the same names, and may start one at any time.
            outer.http.close();
            Set<Thread> before = threads();
            AtomHttpServer server =
                    AtomHttpServer.start(outer.atom, HttpSettings.defaults().withPort(0));
            int port = server.port();
            RawHttp.exchange(port, "GET /docs HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            server.close();
            server.close();
            for (Thread left : threads()) {
                if (!before.contains(left) && left.getName().startsWith("atom-http")) {
                    left.join(10_000);
                    assertThat(left.isAlive()).as(left.getName()).isFalse();
                }
            }
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void closeLeavesAnotherServerOfTheSameAtomAtWork() {
        try (TestServer outer = new TestServer()) {
            AtomHttpServer.start(outer.atom, HttpSettings.defaults().withPort(0))
                    .close();
            assertThat(outer.get("", "/api/health").status()).isEqualTo(200);
        }
    }

    @Test
    void aDatabaseThatIsGoneIsUnavailableAndHealthStaysUp() {
        try (TestServer server = new TestServer()) {
            assertThat(server.get("", "/api/v1/ready").status()).isEqualTo(200);
            server.takeDatabaseAway();
            assertThat(server.get("", "/api/v1/ready").status()).isEqualTo(503);
            assertThat(server.get("", "/api/v1/ready").code()).isEqualTo("UNAVAILABLE");
            assertThat(server.get("", "/v1/models").status()).isEqualTo(503);
            assertThat(server.get(server.a.key(), "/api/v1/vault/keys").status())
                    .isEqualTo(503);
            assertThat(server.get("", "/api/health").status()).isEqualTo(200);
        }
    }

    @Test
    void withoutItsRedisItIsReadyButDegraded() {
        assertThat(readyWithoutRedis(WhenUnavailable.LOCAL_SHARE))
                .startsWith("HTTP/1.1 200")
                .contains("\"status\":\"degraded\",\"checks\":{\"database\":\"up\",\"redis\":\"down\"}");
    }

    @Test
    void withoutItsRedisItIsNotReadyWhenLimitsAreClosedThen() {
        assertThat(readyWithoutRedis(WhenUnavailable.CLOSED))
                .startsWith("HTTP/1.1 503")
                .contains("\"code\":\"UNAVAILABLE\"", "Redis does not answer");
    }

    private static String readyWithoutRedis(WhenUnavailable then) {
        HttpSettings settings = HttpSettings.defaults().withPort(0);
        try (TestDatabase database = TestDatabase.fresh();
                MasterKeyWrapper key = MasterKeyWrapper.of(Secret.copyOf(new byte[32]), List.of(), new SecureRandom());
                Atom atom = Atom.builder()
                        .database(database.settings())
                        .keyWrapper(key)
                        .quotas(QuotaSettings.usual().withWhenUnavailable(then))
                        .redis(RedisSettings.at("redis://127.0.0.1:1").build())
                        .open();
                AtomHttpServer server = AtomHttpServer.start(atom, settings)) {
            return RawHttp.exchange(
                    server.port(), "GET /api/v1/ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        }
    }

    @Test
    void aConfiguredOriginMayCallAndNoOther() {
        HttpSettings settings = HttpSettings.defaults().withCorsOrigins(List.of("https://app.example.org"));
        try (TestServer server = new TestServer(settings)) {
            String preflight = "OPTIONS /api/v1/tenants HTTP/1.1\r\nHost: x\r\nAccess-Control-Request-Method: POST\r\n"
                    + "Access-Control-Request-Headers: x-api-key\r\nConnection: close\r\nOrigin: ";
            assertThat(RawHttp.exchange(server.http.port(), preflight + "https://app.example.org\r\n\r\n"))
                    .contains("Access-Control-Allow-Origin: https://app.example.org")
                    .doesNotContain("Access-Control-Allow-Credentials: true");
            assertThat(RawHttp.exchange(server.http.port(), preflight + "https://app.example.org.evil.example\r\n\r\n"))
                    .doesNotContain("Access-Control-Allow-Origin");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "https://*.example.org", "app.example.org", "https://a/b", ""})
    void anOriginThatIsNoneIsRefusedAtTheStart(String origin) {
        assertThatThrownBy(() -> HttpSettings.defaults().withCorsOrigins(List.of(origin)))
                .isInstanceOf(AtomException.class);
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream().collect(Collectors.toSet());
    }
}
