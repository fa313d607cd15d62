package dev.atom.core.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * Runs scripts in Redis. A call waits for at most about four times the timeout of the settings (for others, for a connection of
 * the pool, to connect, for the answer), and once more when the script has to be loaded. Thread-safe.
 */
final class RedisLink implements AutoCloseable {
    /** Round trips under way at once to a single Redis, each with as many calls as have come; it works them off one by one. */
    private static final int TRIPS = 2;

    private final RedisSettings settings;
    private final SharedTrips trips;
    private final Timer answered;
    private final Counter failed;
    private final Counter loaded;
    private volatile String failure = "it has not been asked yet";
    private volatile boolean closed;

    /** Made by the first call: a cluster's client does not come into being without the cluster. */
    private volatile @Nullable UnifiedJedis client;

    RedisLink(RedisSettings settings, MeterRegistry meters) {
        this.settings = settings;
        trips = new SharedTrips(Math.min(TRIPS, settings.connections()), settings.timeout(), this::travel);
        answered = meters.timer("atom.limits.redis.calls");
        failed = meters.counter("atom.limits.redis.failures");
        loaded = meters.counter("atom.limits.redis.script.loads");
    }

    /** What the script answered, on a round trip of its own; empty when there was no answer in time. */
    Optional<List<?>> run(RedisScript script, List<String> keys, List<String> arguments) {
        return timed(() -> evaluate(connected(), script, keys, arguments));
    }

    /** As {@link #run}, on a round trip with other calls of the moment. A cluster's calls go to its nodes one by one. */
    Optional<List<?>> runTogether(RedisScript script, List<String> keys, List<String> arguments) {
        if (settings.cluster()) {
            return run(script, keys, arguments);
        }
        return timed(() -> {
            RedisCall call = new RedisCall(script, keys, arguments);
            trips.run(call);
            return call.answer();
        });
    }

    private Optional<List<?>> timed(Supplier<List<?>> call) {
        if (closed) {
            return Optional.empty();
        }
        long begun = System.nanoTime();
        try {
            List<?> answer = call.get();
            answered.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            return Optional.of(answer);
        } catch (JedisException noAnswer) {
            failed.increment();
            failure = String.valueOf(noAnswer.getMessage());
            return Optional.empty();
        }
    }

    /** One round trip. */
    private void travel(List<RedisCall> calls) {
        try {
            if (calls.size() == 1) {
                alone(calls.get(0));
            } else {
                together(calls);
            }
        } catch (JedisException failedForAll) {
            calls.forEach(call -> call.failed(failedForAll));
        }
    }

    private void alone(RedisCall call) {
        call.answered(evaluate(connected(), call.script(), call.keys(), call.arguments()));
    }

    private void together(List<RedisCall> calls) {
        List<Response<Object>> answers = new ArrayList<>(calls.size());
        try (AbstractPipeline pipeline = connected().pipelined()) {
            for (RedisCall call : calls) {
                answers.add(pipeline.evalsha(call.script().sha1(), call.keys(), call.arguments()));
            }
            pipeline.sync();
        }
        for (int i = 0; i < calls.size(); i++) {
            deliver(calls.get(i), answers.get(i));
        }
    }

    private void deliver(RedisCall call, Response<Object> answer) {
        try {
            call.answered((List<?>) answer.get());
        } catch (JedisNoScriptException forgotten) {
            alone(call);
        } catch (JedisDataException refused) {
            call.failed(refused);
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
