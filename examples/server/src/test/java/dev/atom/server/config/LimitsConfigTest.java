package dev.atom.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.limit.WhenUnavailable;
import dev.atom.core.quota.PlanLimits;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.core.tenant.Plan;
import dev.atom.http.limit.FieldSyntax;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsConfigTest {
    @TempDir
    Path directory;

    @Test
    void hasTheDocumentedLimitsUnlessTold() {
        QuotaSettings quotas =
                ServerConfig.load(Optional.empty(), Map.of()).limits().quotas();

        assertThat(quotas.enabled()).isTrue();
        assertThat(Arrays.stream(Plan.values())
                        .map(plan -> quotas.plans().get(plan).requestsPerMinute()))
                .containsExactly(60, 600, 1200, 6000);
    }

    @Test
    void readsLimitsAndProxies() throws IOException {
        ServerConfig config =
                load("""
                server: {trusted_proxies: [10.0.0.0/8, "::1"], forwarded_header: forwarded}
                limits:
                  header_fields: next
                  when_unavailable: closed
                  failed_credentials: 7
                  plans:
                    free: {requests_per_minute: 30, tokens_per_minute: 5000}
                    team: {requests_per_key: 10, concurrent_calls: 2}
                """, Map.of("ATOM_LIMITS_PLANS_SOLO_REQUESTS_PER_MINUTE", "99", "RATE_LIMIT_ENABLED", "FALSE"));

        QuotaSettings quotas = config.limits().quotas();
        assertThat(quotas.enabled()).isFalse();
        assertThat(quotas.whenUnavailable()).isEqualTo(WhenUnavailable.CLOSED);
        assertThat(quotas.abuse().failedCredentials()).isEqualTo(7);
        assertThat(quotas.plans())
                .containsEntry(Plan.FREE, PlanLimits.of(30, 4).withTokensPerMinute(5000))
                .containsEntry(Plan.SOLO, PlanLimits.of(99, 16))
                .containsEntry(Plan.TEAM, PlanLimits.of(1200, 2).withRequestsPerKey(10));
        assertThat(config.server().http().limitFields()).isEqualTo(FieldSyntax.NEXT);
        assertThat(config.server()
                        .http()
                        .clients()
                        .of(InetAddress.getLoopbackAddress(), name -> List.of("for=1.2.3.4")))
                .isEqualTo(InetAddress.getLoopbackAddress());
    }

    @Test
    void readsTheRedisThatLimitsAreSharedThroughWithoutShowingItsPassword() throws IOException {
        String yaml = "redis: {cluster: true, timeout_ms: 250, instances: 3}";

        assertThat(load(yaml, Map.of()).limits().redis()).isEmpty();
        ServerConfig config = load(yaml, Map.of("ATOM_REDIS_URL", "redis://atom:canary@redis.example:6380/2"));
        assertThat(config.limits().redis())
                .hasValueSatisfying(redis -> assertThat(redis).hasToString("Redis Cluster at redis.example:6380"));
        assertThat(config.toString()).doesNotContain("canary");
        assertThatThrownBy(() -> load(yaml, Map.of("ATOM_REDIS_URL", "http://atom:canary@redis.example")))
                .hasMessageContaining("the address of Redis is not of the form")
                .hasMessageNotContaining("canary");
        assertThatThrownBy(() -> load("redis: {url: 'redis://atom:canary@redis.example'}", Map.of()))
                .hasMessageContaining("redis.url is a secret and must not be in the file: set ATOM_REDIS_URL")
                .hasMessageNotContaining("canary");
    }

    @Test
    void refusesLimitsAndProxiesThatAreNone() {
        assertThatThrownBy(() -> load("""
                        server: {trusted_proxies: [everybody], forwarded_header: x-real-ip}
                        limits: {plans: {free: {requests_per_minute: 0}, golden: {requests_per_minute: 1}}}
                        """, Map.of()))
                .hasMessageContaining("server.trusted_proxies is wrong: trusted proxy everybody is not a block")
                .hasMessageContaining("server.forwarded_header is not one of x_forwarded_for, forwarded")
                .hasMessageContaining("limits.plans.free.requests_per_minute is out of range")
                .hasMessageContaining("limits.plans.golden.requests_per_minute is not a setting");
    }

    private ServerConfig load(String yaml, Map<String, String> environment) throws IOException {
        return new ConfigDirectory(directory).load(yaml, environment);
    }
}
