package dev.atom.core.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * Runs scripts in Redis. A call waits for at most about three times the timeout of the settings (for a connection of the pool,
 * to connect, for the answer), and once more when the script has to be loaded. Thread-safe.
 */
final class RedisLink implements AutoCloseable {
    private final RedisSettings settings;
    private final Timer answered;
    private final Counter failed;
    private final Counter loaded;
    private volatile String failure = "it has not been asked yet";
    private volatile boolean closed;

    /** Made by the first call: a cluster's client does not come into being without the cluster. */
    private volatile @Nullable UnifiedJedis client;

    RedisLink(RedisSettings settings, MeterRegistry meters) {
        this.settings = settings;
        answered = meters.timer("atom.limits.redis.calls");
        failed = meters.counter("atom.limits.redis.failures");
        loaded = meters.counter("atom.limits.redis.script.loads");
    }

    /** What the script answered; empty when there was no answer in time. */
    Optional<List<?>> run(RedisScript script, List<String> keys, List<String> arguments) {
        if (closed) {
            return Optional.empty();
        }
        long begun = System.nanoTime();
        try {
            List<?> answer = evaluate(connected(), script, keys, arguments);
            answered.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            return Optional.of(answer);
        } catch (JedisException noAnswer) {
            failed.increment();
            failure = String.valueOf(noAnswer.getMessage());
            return Optional.empty();
        }
    }

    private List<?> evaluate(UnifiedJedis jedis, RedisScript script, List<String> keys, List<String> arguments) {
        try {
            return (List<?>) jedis.evalsha(script.sha1(), keys, arguments);
        } catch (JedisNoScriptException forgotten) {
            loaded.increment();
            return (List<?>) jedis.eval(script.text(), keys, arguments);
        }
    }

    private UnifiedJedis connected() {
        UnifiedJedis existing = client;
        return existing != null ? existing : connect();
    }

    private synchronized UnifiedJedis connect() {
        UnifiedJedis existing = client;
        if (existing != null) {
            return existing;
        }
        UnifiedJedis opened = RedisClients.open(settings);
        client = opened;
        return opened;
    }

    /** Drops the connections nobody is using: a server that was away does not know them any more. */
    void forgetIdle() {
        UnifiedJedis existing = client;
        if (existing != null) {
            RedisClients.forgetIdle(existing);
        }
    }

    /** Why the last call without an answer had none. */
    String failure() {
        return failure;
    }

    @Override
    public synchronized void close() {
        closed = true;
        UnifiedJedis existing = client;
        if (existing != null) {
            existing.close();
        }
    }
}
