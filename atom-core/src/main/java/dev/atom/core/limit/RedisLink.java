package dev.atom.core.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * Runs scripts in Redis, or says at once that Redis is away. A call waits at most about three times the timeout of the
 * settings (for a connection of the pool, to connect, for the answer), one more when the script has to be loaded. After a few
 * failures in a row every call is refused without waiting until {@link #probe} has seen an answer. Thread-safe.
 */
final class RedisLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
    private static final int FAILURES_TO_OPEN = 3;

    private final RedisSettings settings;
    private final CircuitBreaker breaker = new CircuitBreaker(FAILURES_TO_OPEN);
    private final AtomicReference<@Nullable UnifiedJedis> client = new AtomicReference<>();
    private final Timer answered;
    private final Counter failed;
    private final Counter loaded;

    /** A link that is away until the first {@link #probe}. */
    RedisLink(RedisSettings settings, MeterRegistry meters) {
        this.settings = settings;
        breaker.open();
        answered = meters.timer("atom.limits.redis.calls");
        failed = meters.counter("atom.limits.redis.failures");
        loaded = meters.counter("atom.limits.redis.script.loads");
        Gauge.builder("atom.limits.redis.available", this, link -> link.isAway() ? 0 : 1)
                .register(meters);
    }

    boolean isAway() {
        return breaker.isOpen();
    }

    /** What the script answered; empty when Redis is away. */
    Optional<List<?>> run(RedisScript script, List<String> keys, List<String> arguments) {
        return breaker.isOpen() ? Optional.empty() : attempt(script, keys, arguments);
    }

    /** As {@link #run}, also when Redis is thought to be away; the breaker stays as it is until {@link #backAgain}. */
    Optional<List<?>> probe(RedisScript script, List<String> keys, List<String> arguments) {
        return attempt(script, keys, arguments);
    }

    /** Lets calls through again. */
    void backAgain() {
        if (breaker.close()) {
            LOG.atInfo().log("{} answers; limits are shared", settings);
        }
    }

    private Optional<List<?>> attempt(RedisScript script, List<String> keys, List<String> arguments) {
        long begun = System.nanoTime();
        try {
            List<?> answer = evaluate(connected(), script, keys, arguments);
            breaker.answered();
            answered.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            return Optional.of(answer);
        } catch (JedisException failure) {
            failed.increment();
            if (breaker.failed()) {
                leave(failure);
            }
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
        UnifiedJedis existing = client.get();
        if (existing != null) {
            return existing;
        }
        UnifiedJedis opened = RedisClients.open(settings);
        if (client.compareAndSet(null, opened)) {
            return opened;
        }
        opened.close();
        return connected();
    }

    private void leave(JedisException failure) {
        UnifiedJedis jedis = client.get();
        if (jedis != null) {
            RedisClients.forgetIdle(jedis);
        }
        LOG.atWarn().log(
                "{} is away ({}); until it answers each limit is decided as its configuration says",
                settings,
                failure.getMessage());
    }

    @Override
    public void close() {
        breaker.open();
        UnifiedJedis jedis = client.getAndSet(null);
        if (jedis != null) {
            jedis.close();
        }
    }
}
