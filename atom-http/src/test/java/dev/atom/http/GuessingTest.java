package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.limit.AbuseLimits;
import dev.atom.core.limit.Refusals;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.http.TestServer.Reply;
import dev.atom.http.access.ClientAddresses;
import dev.atom.http.access.ForwardedBy;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Floods of bad credentials, through a proxy on loopback that is trusted to say from where. */
class GuessingTest {
    private static final String PATH = "/api/desktop/auth";
    private static final AbuseLimits FEW = new AbuseLimits(10, 4, 5, 5, 5, 5);

    private final TestServer server = new TestServer(
            HttpSettings.defaults()
                    .withClients(
                            ClientAddresses.behind(List.of("127.0.0.1", "10.0.0.0/8"), ForwardedBy.X_FORWARDED_FOR)),
            QuotaSettings.endless().withAbuse(FEW));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void slowsWhoGuessesAndLetsTheOwnerInFromElsewhere() {
        for (int i = 0; i < 10; i++) {
            assertThat(from("198.51.100.1", guess()).status()).isEqualTo(401);
        }

        Reply refused = from("198.51.100.1", guess());
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().path("details").path("violated_policies").toString())
                .isEqualTo("[\"failed-credentials\"]");
        assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 62);
        assertThat(from("198.51.100.1", server.a.key()).status())
                .as("a guess that is right is not told from one that is wrong")
                .isEqualTo(429);
        assertThat(from("198.51.100.2", server.a.key()).status()).isEqualTo(200);
        assertThat(refusals("failed-credentials")).isEqualTo(2);
    }

    @Test
    void countsRequestsWithoutAnyCredentialToo() {
        for (int i = 0; i < 10; i++) {
            assertThat(from("198.51.100.3", "").status()).isEqualTo(401);
        }
        assertThat(from("198.51.100.3", "").status()).isEqualTo(429);
        assertThat(server.send(
                                "",
                                "POST",
                                "/v1/chat/completions",
                                BodyPublishers.ofString("{}"),
                                Map.of("Content-Type", "application/json", "X-Forwarded-For", "198.51.100.3"))
                        .status())
                .as("the other door")
                .isEqualTo(429);
        assertThat(server.send("", "GET", "/api/health", BodyPublishers.noBody(), from("198.51.100.3"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void countsTheRelaysRefusalsAsWell() {
        for (int i = 0; i < 10; i++) {
            assertThat(chat("198.51.100.4", guess()).status()).isEqualTo(401);
        }
        Reply refused = chat("198.51.100.4", guess());
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().path("error").path("type").asText()).isEqualTo("rate_limit_error");
        assertThat(from("198.51.100.4", guess()).status()).isEqualTo(429);
    }

    @Test
    void countsBadRefreshTokensAsWell() {
        for (int i = 0; i < 10; i++) {
            assertThat(refresh("198.51.100.8").status()).isEqualTo(401);
        }
        Reply refused = refresh("198.51.100.8");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().path("details").path("violated_policies").toString())
                .isEqualTo("[\"failed-credentials\"]");
        assertThat(from("198.51.100.8", server.a.key()).status()).isEqualTo(429);
        assertThat(refresh("198.51.100.9").status()).isEqualTo(401);
    }

    @Test
    void aForgedHeaderBuysNoFreshAddress() {
        for (int i = 0; i < 10; i++) {
            assertThat(from("203.0.113." + i + ", 198.51.100.5", guess()).status())
                    .isEqualTo(401);
        }
        assertThat(from("203.0.113.99, 198.51.100.5", guess()).status()).isEqualTo(429);
        assertThat(from("198.51.100.5, 10.0.0.1", guess()).status()).isEqualTo(429);
    }

    @Test
    void anAttackerCannotLockAnotherAddressOutByNamingIt() {
        for (int i = 0; i < 12; i++) {
            from("198.51.100.7, 198.51.100.6", guess());
        }
        assertThat(from("198.51.100.7", server.a.key()).status()).isEqualTo(200);
    }

    @Test
    void anIpv6NetworkIsOneAddress() {
        for (int i = 0; i < 10; i++) {
            assertThat(from("2001:db8:0:1::" + Integer.toHexString(i + 1), guess())
                            .status())
                    .isEqualTo(401);
        }
        assertThat(from("2001:db8:0:1:ffff::1", guess()).status()).isEqualTo(429);
        assertThat(from("2001:db8:0:2::1", guess()).status()).isEqualTo(401);
    }

    @Test
    void oneBadKeyFromManyAddressesIsRefusedAsTooOftenAndNeverAGoodOne() {
        String leaked = guess();
        for (int i = 0; i < 4; i++) {
            assertThat(from("192.0.2." + i, leaked).status()).isEqualTo(401);
        }
        Reply refused = from("192.0.2.200", leaked);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().path("details").path("violated_policies").toString())
                .isEqualTo("[\"same-credential\"]");
        for (int i = 0; i < 6; i++) {
            assertThat(from("192.0.2." + i, server.a.key()).status()).isEqualTo(200);
        }
    }

    private Reply from(String forwarded, String key) {
        return server.send(key, "GET", PATH, BodyPublishers.noBody(), from(forwarded));
    }

    private Reply chat(String forwarded, String key) {
        return server.send(
                key,
                "POST",
                "/v1/chat/completions",
                BodyPublishers.ofString("{}"),
                Map.of("Content-Type", "application/json", "X-Forwarded-For", forwarded));
    }

    private Reply refresh(String forwarded) {
        return server.send(
                "",
                "POST",
                "/api/v1/auth/refresh",
                BodyPublishers.ofString("{\"refresh_token\":\"" + guess() + "\"}"),
                Map.of("Content-Type", "application/json", "X-Forwarded-For", forwarded));
    }

    private static Map<String, String> from(String forwarded) {
        return Map.of("X-Forwarded-For", forwarded);
    }

    private static String guess() {
        return "atom_dk_" + UUID.randomUUID();
    }

    private double refusals(String policy) {
        return server.meters.find(Refusals.METER).tags("policy", policy).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
