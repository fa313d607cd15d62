package dev.atom.benchmarks.shared;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/** Threads that ask one contender as fast as they can. */
final class Load {
    private Load() {}

    /** What a run came to. */
    record Outcome(Times times, long admitted) {
        static final Outcome NONE = new Outcome(new Times(), 0);
    }

    /** Runs until the time is over. */
    static Outcome run(Contender contender, int threads, Duration time) {
        return run(contender, threads, () -> {
            long end = System.nanoTime() + time.toNanos();
            return () -> System.nanoTime() - end < 0;
        });
    }

    /** Runs so many tries of each thread; says how many were admitted of all. */
    static long admitted(Contender contender, int threads, int tries) {
        return run(contender, threads, () -> {
                    int[] left = {tries};
                    return () -> left[0]-- > 0;
                })
                .admitted();
    }

    private interface Patience {
        BooleanSupplier begin();
    }

    private static Outcome run(Contender contender, int threads, Patience patience) {
        var pool = Executors.newFixedThreadPool(threads);
        try {
            var gate = new CountDownLatch(threads);
            List<Future<Outcome>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                parts.add(pool.submit(() -> {
                    gate.countDown();
                    gate.await();
                    return ask(contender, patience.begin());
                }));
            }
            var times = new Times();
            long admitted = 0;
            for (var part : parts) {
                var outcome = part.get();
                times.addAll(outcome.times());
                admitted += outcome.admitted();
            }
            return new Outcome(times, admitted);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (ExecutionException failure) {
            throw new IllegalStateException("a thread failed", failure.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private static Outcome ask(Contender contender, BooleanSupplier goesOn) {
        var times = new Times();
        long admitted = 0;
        while (goesOn.getAsBoolean()) {
            long begun = System.nanoTime();
            admitted += contender.acquire() ? 1 : 0;
            times.add(System.nanoTime() - begun);
        }
        return new Outcome(times, admitted);
    }
}
