package dev.atom.benchmarks.shared;

import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/**
 * The least anybody would write: count, and let the counter expire. It is here as the price of a round trip: it admits twice the
 * limit around a reset, and forever nothing if its caller dies between the two commands.
 */
final class CounterContender implements Contender {
    private static final long SECONDS = 3600;

    private final RedisClient client;
    private final Site site;

    CounterContender(Site site) {
        this.site = site;
        var pool = new ConnectionPoolConfig();
        pool.setMaxTotal(site.connections());
        pool.setMaxIdle(site.connections());
        client = RedisClient.builder()
                .hostAndPort(site.redis().address())
                .poolConfig(pool)
                .build();
    }

    @Override
    public boolean acquire() {
        long count = client.incr(site.key());
        if (count == 1) {
            client.expire(site.key(), SECONDS);
        }
        return count <= site.limit();
    }

    @Override
    public void close() {
        client.close();
    }
}
