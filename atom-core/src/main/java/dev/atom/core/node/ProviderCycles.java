package dev.atom.core.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The cycles over everything that runs at one provider: one at a time in a process, whatever the other providers are at.
 * Thread-safe; blocks on the provider.
 */
final class ProviderCycles implements AutoCloseable {
    private static final int TURN_CYCLES = 4;

    private final NodeParts parts;
    private final NodeWork work;
    private final ProviderCalls calls;
    private final InstantSource clock;
    private final UUID self = UUID.randomUUID();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ReentrantLock alone = new ReentrantLock();
    private final Sightings sightings = new Sightings();
    private Optional<EmptyScopes> emptyScopes = Optional.empty();
    private Optional<Instant> lastCycle = Optional.empty();

    ProviderCycles(NodeParts parts, NodeWork work, ProviderCalls calls, InstantSource clock) {
        this.parts = parts;
        this.work = work;
        this.calls = calls;
        this.clock = clock;
    }

    /** A cycle, if this process has the turn. Waits for one that is under way here. */
    void turn() {
        alone.lock();
        try {
            if (takeTurn()) {
                ReconcileReport unused = run(ReconcileMode.ENFORCE);
            } else {
                lastCycle = Optional.empty();
                parts.meters().of(provider()).anotherHasTheTurn();
            }
        } finally {
            alone.unlock();
        }
    }

    /** Keeps other cycles over the provider away until {@link #leave}; false when one is under way. */
    boolean enter() {
        return alone.tryLock();
    }

    /** Lets other cycles come. */
    void leave() {
        alone.unlock();
    }

    /** A cycle, whoever's turn it is. Only between {@link #enter} and {@link #leave}. */
    ReconcileReport run(ReconcileMode mode) {
        if (!calls.breaker().allows()) {
            return kept(calls, mode);
        }
        Sightings seen = mode == ReconcileMode.ENFORCE ? sightings : new Sightings();
        Cycle cycle = new Cycle(parts, work, new CycleOrder(calls, mode, Optional.empty(), seen, new Patience(mode)));
        ReconcileReport report = cycle.run();
        if (mode == ReconcileMode.ENFORCE) {
            lookAfterScopes(cycle, report);
            Instant now = clock.instant();
            Instant before = lastCycle.orElse(now);
            lastCycle = Optional.of(now);
            parts.meters().of(provider()).unaccounted(report.unaccounted(), Duration.between(before, now));
        }
        return report;
    }

    private void lookAfterScopes(Cycle cycle, ReconcileReport report) {
        emptyScopes = emptyScopes.or(
                () -> calls.provider().scopes().map(scopes -> new EmptyScopes(parts, calls, scopes, clock)));
        emptyScopes.ifPresent(scopes -> {
            scopes.settle();
            if (report.complete()) {
                scopes.sweep(cycle.scopes());
            }
        });
    }

    /** What is reported while calls are kept away from a provider. */
    static ReconcileReport kept(ProviderCalls calls, ReconcileMode mode) {
        return without(calls, mode, "the provider fails: it is asked again soon");
    }

    /** What is reported when {@link #enter} says no. */
    ReconcileReport busy(ReconcileMode mode) {
        return without(calls, mode, "another cycle is under way there: ask again when that is over");
    }

    private static ReconcileReport without(ProviderCalls calls, ReconcileMode mode, String problem) {
        return new ReconcileReport(calls.provider().id(), mode, false, Optional.of(problem), 0, 0, 0, 0, List.of());
    }

    private boolean takeTurn() {
        Duration time = parts.times().cycle().multipliedBy(TURN_CYCLES);
        return parts.system().in(handle -> TurnStore.take(handle, provider(), self, time));
    }

    private String provider() {
        return calls.provider().id();
    }

    /** Ends waits for the provider's limits, and with them the cycle that waits. Idempotent. */
    @Override
    public void close() {
        closed.countDown();
    }

    /** Takes the time the provider asks for, and keeps its turn meanwhile. */
    private final class Patience implements Pace {
        private final ReconcileMode mode;

        Patience(ReconcileMode mode) {
            this.mode = mode;
        }

        @Override
        public boolean waited(Duration wait) {
            try {
                return !closed.await(wait.toMillis() + 1, TimeUnit.MILLISECONDS);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public void onward() {
            if (mode == ReconcileMode.ENFORCE) {
                boolean unused = takeTurn();
            }
        }
    }
}
