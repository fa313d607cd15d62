package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.exceptions.JedisConnectionException;

class TestRedisTest {
    @Test
    void forgetsEverythingWhenItIsKilledAndRestarted() {
        try (TestRedis redis = TestRedis.start()) {
            try (Jedis jedis = redis.connect()) {
                jedis.set("a", "1");
            }
            redis.kill();
            assertThatThrownBy(() -> redis.connect().close()).isInstanceOf(JedisConnectionException.class);
            redis.restart();
            try (Jedis jedis = redis.connect()) {
                assertThat(jedis.get("a")).isNull();
            }
        }
    }

    @Test
    void formsAClusterOfThreeNodes() {
        try (TestRedisCluster cluster = TestRedisCluster.start();
                RedisClusterClient client =
                        RedisClusterClient.builder().nodes(cluster.addresses()).build()) {
            client.set("a", "1");
            assertThat(client.get("a")).isEqualTo("1");
        }
    }
}
