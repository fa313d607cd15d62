package dev.atom.core.limit;

import java.time.Duration;
import java.util.Set;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.util.JedisURIHelper;

/** Makes clients in which nothing waits longer than the settings say. */
final class RedisClients {
    private RedisClients() {}

    /** A client; of a cluster it asks the address for the other nodes and fails when that does not answer. */
    static UnifiedJedis open(RedisSettings settings) {
        HostAndPort address = new HostAndPort(settings.address().getHost(), settings.port());
        if (settings.cluster()) {
            return RedisClusterClient.builder()
                    .nodes(Set.of(address))
                    .clientConfig(client(settings))
                    .poolConfig(pool(settings))
                    .maxAttempts(3)
                    .maxTotalRetriesDuration(settings.timeout())
                    .build();
        }
        return RedisClient.builder()
                .hostAndPort(address)
                .clientConfig(client(settings))
                .poolConfig(pool(settings))
                .build();
    }

    /** Drops connections that nobody uses: after an outage the server does not know them any more. */
    static void forgetIdle(UnifiedJedis client) {
        if (client instanceof RedisClient standalone) {
            standalone.getPool().clear();
        } else if (client instanceof RedisClusterClient cluster) {
            cluster.getClusterNodes().values().forEach(pool -> pool.clear());
        }
    }

    private static JedisClientConfig client(RedisSettings settings) {
        int millis = Math.toIntExact(settings.timeout().toMillis());
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .user(JedisURIHelper.getUser(settings.address()))
                .password(JedisURIHelper.getPassword(settings.address()))
                .database(JedisURIHelper.getDBIndex(settings.address()))
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        if (JedisURIHelper.isRedisSSLScheme(settings.address())) {
            config.sslOptions(SslOptions.defaults());
        }
        return config.build();
    }

    private static ConnectionPoolConfig pool(RedisSettings settings) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(settings.connections());
        pool.setMaxIdle(settings.connections());
        pool.setMinIdle(0);
        pool.setMaxWait(settings.timeout());
        pool.setTestWhileIdle(false);
        pool.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
        pool.setJmxEnabled(false);
        return pool;
    }
}
