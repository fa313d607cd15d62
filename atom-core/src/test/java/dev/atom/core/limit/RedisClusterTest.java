package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class RedisClusterTest {
    private static final SlidingWindow PLAN = SlidingWindow.of("plan", 5, Duration.ofHours(1));
    private static final TokenBucket RATE = TokenBucket.of("rate", 5, Duration.ofHours(1), 5);
    private static final Concurrency STREAMS = Concurrency.of("streams", 5, Duration.ofHours(1));

    @Test
    void decidesOverSeveralLimitsOfManyTenantsOnThreeNodes() {
        try (TestRedisCluster cluster = TestRedisCluster.start();
                RedisRateLimiter first = open(cluster);
                RedisRateLimiter second = open(cluster)) {
            List<LimitRequest> requests = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                requests.add(request(new TenantId(UUID.randomUUID())));
            }
            for (LimitRequest request : requests) {
                assertThat(admitted(first, request, 3) + admitted(second, request, 10))
                        .isEqualTo(5);
            }
            assertThat(cluster.nodes()).allSatisfy(node -> {
                try (Jedis jedis = node.connect()) {
                    assertThat(jedis.dbSize()).as("keys of one node").isGreaterThan(10);
                }
            });
            assertThat(first.isShared()).isTrue();
        }
    }

    @Test
    void keepsToTheLimitsWhenANodeForgets() {
        try (TestRedisCluster cluster = TestRedisCluster.start();
                RedisRateLimiter limiter = open(cluster)) {
            List<LimitRequest> requests = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                requests.add(request(new TenantId(UUID.randomUUID())));
            }
            requests.forEach(
                    request -> assertThat(admitted(limiter, request, 3)).isEqualTo(3));
            try (Jedis jedis = cluster.nodes().get(0).connect()) {
                jedis.flushAll();
            }
            for (LimitRequest request : requests) {
                assertThat(admitted(limiter, request, 10)).isEqualTo(2);
            }
            Await.until("all nodes are trusted again", limiter::isShared);
            for (LimitRequest request : requests) {
                assertThat(admitted(limiter, request, 10)).isZero();
            }
        }
    }

    @Test
    void keepsToTheLimitsWhenAReplicaTakesOver() {
        try (TestRedisCluster cluster = TestRedisCluster.start()) {
            TestRedis replica = cluster.addReplicaOfTheFirst();
            try (RedisRateLimiter limiter = openToLoseANode(cluster, new SimpleMeterRegistry())) {
                List<LimitRequest> requests = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    requests.add(request(new TenantId(UUID.randomUUID())));
                }
                requests.forEach(
                        request -> assertThat(admitted(limiter, request, 2)).isEqualTo(2));
                cluster.nodes().get(0).kill();
                requests.forEach(
                        request -> assertThat(admitted(limiter, request, 1)).isEqualTo(1));
                Await.until("the loss of the node is noticed", () -> !limiter.isShared());
                TestRedisCluster.takeOver(replica);
                Await.until("all nodes are trusted again", limiter::isShared);
                requests.forEach(
                        request -> assertThat(admitted(limiter, request, 10)).isEqualTo(2));
            }
        }
    }

    @Test
    void noticesThatAReplicaTookOverWithoutTheLastWrites() {
        MeterRegistry meters = new SimpleMeterRegistry();
        try (TestRedisCluster cluster = TestRedisCluster.start()) {
            TestRedis replica = cluster.addReplicaOfTheFirst();
            try (RedisRateLimiter limiter = openToLoseANode(cluster, meters)) {
                List<TenantId> tenants = Stream.generate(() -> new TenantId(UUID.randomUUID()))
                        .limit(20)
                        .toList();
                takeTwoOfEach(limiter, tenants);
                cluster.stopReplication(replica);
                takeTwoOfEach(limiter, tenants);
                int looks = limiter.looks();
                Await.until("another look", () -> limiter.looks() > looks + 1);
                cluster.nodes().get(0).kill();
                Await.until("the loss of the node is noticed", () -> !limiter.isShared());
                TestRedisCluster.takeOver(replica);
                Await.until("all nodes are trusted again", limiter::isShared);
                for (TenantId tenant : tenants) {
                    assertThat(admitted(limiter, rates(tenant), 10)).isEqualTo(1);
                    assertThat(admitted(limiter, places(tenant), 10))
                            .as("those the replica had heard of may count twice")
                            .isLessThanOrEqualTo(1);
                }
            }
        }
        assertThat(meters.get("atom.limits.redis.losses").counter().count()).isPositive();
    }

    private static void takeTwoOfEach(RateLimiter limiter, List<TenantId> tenants) {
        for (TenantId tenant : tenants) {
            assertThat(admitted(limiter, rates(tenant), 2)).isEqualTo(2);
            assertThat(admitted(limiter, places(tenant), 2)).isEqualTo(2);
        }
    }

    private static LimitRequest request(TenantId tenant) {
        return rates(tenant).and(Limit.of(LimitKey.of(tenant), STREAMS));
    }

    private static LimitRequest rates(TenantId tenant) {
        return LimitRequest.of(Limit.of(LimitKey.of(tenant), PLAN))
                .and(Limit.of(LimitKey.of(tenant, "user", "somebody"), RATE));
    }

    private static LimitRequest places(TenantId tenant) {
        return LimitRequest.of(Limit.of(LimitKey.of(tenant), STREAMS));
    }

    private static int admitted(RateLimiter limiter, LimitRequest request, int tries) {
        int admitted = 0;
        for (int i = 0; i < tries; i++) {
            admitted += limiter.reserve(request).decision() instanceof Decision.Allowed ? 1 : 0;
        }
        return admitted;
    }

    private static RedisRateLimiter open(TestRedisCluster cluster) {
        return open(cluster, Duration.ofSeconds(10), new SimpleMeterRegistry());
    }

    /** Whoever loses a node tries again for as long as the timeout. */
    private static RedisRateLimiter openToLoseANode(TestRedisCluster cluster, MeterRegistry meters) {
        return open(cluster, Duration.ofSeconds(2), meters);
    }

    private static RedisRateLimiter open(TestRedisCluster cluster, Duration timeout, MeterRegistry meters) {
        return RedisRateLimiter.open(
                RedisSettings.at(cluster.nodes().get(1).url())
                        .cluster(true)
                        .timeout(timeout)
                        .build(),
                meters);
    }
}
