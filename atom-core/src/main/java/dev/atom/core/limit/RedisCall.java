package dev.atom.core.limit;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;

/** One run of a script, on its way to Redis with others. The thread that made it waits for it; another may bring the answer. */
final class RedisCall {
    private static final AtomicReferenceFieldUpdater<RedisCall, Stage> STAGE =
            AtomicReferenceFieldUpdater.newUpdater(RedisCall.class, Stage.class, "stage");

    private final RedisScript script;
    private final List<String> keys;
    private final List<String> arguments;
    private final Thread caller = Thread.currentThread();
    private volatile Stage stage = Stage.WAITING;

    /** Written before the stage becomes {@link Stage#ENDED}. */
    private @Nullable List<?> answer;

    private @Nullable JedisException failure;

    /** How far it has come. */
    enum Stage {
        /** Nobody has taken it along. */
        WAITING,
        /** Its caller is to make the next round trip. */
        LEADING,
        /** On its way, with its caller or another. */
        UNDER_WAY,
        /** Answered, or failed. */
        ENDED,
        /** Its caller waits no longer. */
        GIVEN_UP
    }

    RedisCall(RedisScript script, List<String> keys, List<String> arguments) {
        this.script = script;
        this.keys = keys;
        this.arguments = arguments;
    }

    RedisScript script() {
        return script;
    }

    List<String> keys() {
        return keys;
    }

    List<String> arguments() {
        return arguments;
    }

    /** Moves it on, if it is where it is thought to be. */
    boolean move(Stage from, Stage to) {
        return STAGE.compareAndSet(this, from, to);
    }

    /** Wakes its caller. */
    void wake() {
        LockSupport.unpark(caller);
    }

    /** Brings the answer. */
    void answered(List<?> said) {
        answer = said;
        STAGE.compareAndSet(this, Stage.UNDER_WAY, Stage.ENDED);
    }

    /** There will be no answer, unless there is one already. */
    void failed(JedisException reason) {
        if (stage == Stage.UNDER_WAY) {
            failure = reason;
            STAGE.compareAndSet(this, Stage.UNDER_WAY, Stage.ENDED);
        }
    }

    /**
     * Waits until the stage is another one; says which is reached, {@link Stage#GIVEN_UP} after that time. If the thread is
     * interrupted it waits on, and is interrupted afterwards: the time is short.
     */
    Stage await(Stage from, long nanos) {
        long end = System.nanoTime() + nanos;
        boolean interrupted = false;
        long left = nanos;
        while (stage == from && left > 0) {
            LockSupport.parkNanos(this, left);
            interrupted |= Thread.interrupted();
            left = end - System.nanoTime();
        }
        if (interrupted) {
            caller.interrupt();
        }
        STAGE.compareAndSet(this, from, Stage.GIVEN_UP);
        return stage;
    }

    /**
     * What Redis answered, once it has ended.
     *
     * @throws JedisException when it did not
     */
    List<?> answer() {
        JedisException reason = failure;
        if (reason != null) {
            throw reason;
        }
        Stage reached = stage;
        List<?> said = answer;
        if (reached != Stage.ENDED || said == null) {
            throw new JedisException("no answer in time: other calls are still waiting for theirs");
        }
        return said;
    }
}
