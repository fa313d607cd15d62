package dev.atom.benchmarks.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.redis.jedis.Bucket4jJedis;
import java.time.Duration;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/** Bucket4j with its Jedis module, as its documentation sets it up. */
final class Bucket4jContender implements Contender {
    private final RedisClient client;
    private final Bucket bucket;

    Bucket4jContender(Site site) {
        var pool = new ConnectionPoolConfig();
        pool.setMaxTotal(site.connections());
        pool.setMaxIdle(site.connections());
        client = RedisClient.builder()
                .hostAndPort(site.redis().address())
                .poolConfig(pool)
                .build();
        var configuration = BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(site.limit()).refillGreedy(site.limit(), Duration.ofHours(1)))
                .build();
        bucket = Bucket4jJedis.casBasedBuilder(client)
                .build()
                .builder()
                .build(site.key().getBytes(UTF_8), () -> configuration);
    }

    @Override
    public boolean acquire() {
        return bucket.tryConsume(1);
    }

    @Override
    public void close() {
        client.close();
    }
}
