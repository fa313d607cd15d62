package dev.atom.core.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.Jedis;

/**
 * A clock for the scripts in place of the server's: a number in Redis, which the test moves. The machine's nanoseconds go with it,
 * and overflow half a minute after the start.
 */
final class ManualServerTime implements AutoCloseable {
    /** The server's clock says something in late 2026. */
    private static final long BEGIN_MICROS = 1_795_000_000_123_456L;

    private static final long BEGIN_NANOS = Long.MAX_VALUE - 30_000_000_000L;

    private static final String ASKED = "redis.call('TIME')";
    private static final String SPARE = "local SPARE_MILLIS = 1";

    private final Jedis jedis;
    private final String key;
    private final AtomicLong micros = new AtomicLong(BEGIN_MICROS);

    ManualServerTime(TestRedis redis, String key) {
        this.jedis = redis.connect();
        this.key = key;
        store();
    }

    long micros() {
        return micros.get();
    }

    long nanos() {
        return BEGIN_NANOS + (micros.get() - BEGIN_MICROS) * 1_000;
    }

    void advance(Duration time) {
        micros.addAndGet(time.toNanos() / 1_000);
        store();
    }

    /** The delivered scripts, with this clock where they ask for the server's, by which keys still expire: so later. */
    RedisScripts scripts() {
        String limits = once(RedisScripts.DELIVERED.limits().text(), SPARE, "local SPARE_MILLIS = 600000");
        String join = RedisScripts.DELIVERED.join().text();
        String asked = "{ 0, redis.call('GET', '" + key + "') }";
        return new RedisScripts(RedisScript.of(once(limits, ASKED, asked)), RedisScript.of(once(join, ASKED, asked)));
    }

    private static String once(String text, String before, String after) {
        int at = text.indexOf(before);
        if (at < 0 || text.indexOf(before, at + 1) >= 0) {
            throw new IllegalStateException("the script is expected to say " + before + " once");
        }
        return text.replace(before, after);
    }

    private void store() {
        jedis.set(key, Long.toString(micros.get()));
    }

    @Override
    public void close() {
        jedis.close();
    }
}
