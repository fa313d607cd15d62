package dev.atom.core.node;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.Caller;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps what runs in step with what is wanted. Any number of processes may do so at once: whose turn it is only saves calls.
 * Thread-safe; one cycle over everything runs at a time in a process, and beside it those that tenants ask for.
 */
final class Reconciler implements AutoCloseable {
    private static final int TURN_CYCLES = 4;
    private static final Duration BETWEEN_TENANT_CYCLES = Duration.ofSeconds(5);
    private static final Duration BETWEEN_CUTS = Duration.ofHours(1);
    private static final int MOST_REMEMBERED = 100_000;

    private final NodeParts parts;
    private final NodeWork work;
    private final InstantSource clock;
    private final UUID self = UUID.randomUUID();
    private final Map<String, Sightings> sightings = new HashMap<>();
    private final Map<String, EmptyScopes> emptyScopes = new HashMap<>();
    private final Map<String, Instant> lastCycle = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ReentrantLock alone = new ReentrantLock();
    private Instant nextCut = Instant.MIN;
    private final Cache<TenantId, Instant> lastOfTenant = Caffeine.newBuilder()
            .expireAfterWrite(BETWEEN_TENANT_CYCLES)
            .maximumSize(MOST_REMEMBERED)
            .executor(Runnable::run)
            .build();

    Reconciler(NodeParts parts, NodeWork work, InstantSource clock) {
        this.parts = parts;
        this.work = work;
        this.clock = clock;
    }

    /** A cycle over each provider whose turn this process has. */
    void turn() {
        alone.lock();
        try {
            takeTurns();
        } finally {
            alone.unlock();
        }
    }

    private void takeTurns() {
        for (ProviderCalls calls : parts.providers().values()) {
            String provider = calls.provider().id();
            if (takeTurn(provider)) {
                cycle(calls, ReconcileMode.ENFORCE);
            } else {
                lastCycle.remove(provider);
                parts.meters().of(provider).anotherHasTheTurn();
            }
        }
        measure();
        if (!clock.instant().isBefore(nextCut)) {
            nextCut = clock.instant().plus(BETWEEN_CUTS);
            parts.providers().keySet().forEach(provider -> parts.system()
                    .in(handle -> CycleStore.cut(handle, provider, parts.keepDecisions())));
        }
    }

    /**
     * A cycle over each provider, whoever's turn it is.
     *
     * @throws AtomException RATE_LIMITED while another one is under way in this process: it does what was asked for
     */
    List<ReconcileReport> all(Caller caller, ReconcileMode mode) {
        if (!alone.tryLock()) {
            throw tooSoon(
                    "nodes are being compared just now: ask again when that is over",
                    parts.times().cycle());
        }
        try {
            record(caller, mode);
            List<ReconcileReport> reports = new ArrayList<>();
            for (ProviderCalls calls : parts.providers().values()) {
                reports.add(cycle(calls, mode));
            }
            return reports;
        } finally {
            alone.unlock();
        }
    }

    /** Before it begins: what cannot be put on record is not done. */
    private void record(Caller caller, ReconcileMode mode) {
        if (mode == ReconcileMode.ENFORCE) {
            AuditEvent event = new AuditEvent(
                    caller.tenant(), caller.actor(), "node.cleanup", "node", Map.of("mode", mode.wireName()));
            parts.system().run(handle -> parts.audit().record(handle, event));
        }
    }

    private static AtomException tooSoon(String message, Duration wait) {
        long seconds = Math.max(1, wait.toSeconds());
        return new AtomException(
                ErrorCode.RATE_LIMITED, message, null, Map.of("retry_after_seconds", Long.toString(seconds)));
    }

    /**
     * A cycle over one tenant's nodes at each provider. It waits for no limit, and decides nothing from absence.
     *
     * @throws AtomException RATE_LIMITED when the tenant's last one was a moment ago
     */
    List<ReconcileReport> ofTenant(Caller caller, ReconcileMode mode) {
        TenantId tenant = caller.tenant();
        if (lastOfTenant.asMap().putIfAbsent(tenant, clock.instant()) != null) {
            throw tooSoon(
                    "nodes were compared a moment ago: once in " + BETWEEN_TENANT_CYCLES.toSeconds() + " s is enough",
                    BETWEEN_TENANT_CYCLES);
        }
        record(caller, mode);
        List<ReconcileReport> reports = new ArrayList<>();
        for (ProviderCalls calls : parts.providers().values()) {
            reports.add(
                    calls.breaker().allows()
                            ? new Cycle(parts, work, CycleOrder.of(tenant, calls, mode)).run()
                            : kept(calls, mode));
        }
        return reports;
    }

    private boolean takeTurn(String provider) {
        Duration time = parts.times().cycle().multipliedBy(TURN_CYCLES);
        return parts.system().in(handle -> TurnStore.take(handle, provider, self, time));
    }

    private ReconcileReport cycle(ProviderCalls calls, ReconcileMode mode) {
        String provider = calls.provider().id();
        if (!calls.breaker().allows()) {
            return kept(calls, mode);
        }
        Sightings seen = mode == ReconcileMode.ENFORCE
                ? sightings.computeIfAbsent(provider, id -> new Sightings())
                : new Sightings();
        Cycle cycle = new Cycle(
                parts, work, new CycleOrder(calls, mode, Optional.empty(), seen, new Patience(provider, mode)));
        ReconcileReport report = cycle.run();
        if (mode == ReconcileMode.ENFORCE) {
            emptyScopes(calls).ifPresent(scopes -> {
                scopes.settle();
                if (report.complete()) {
                    scopes.sweep(cycle.scopes());
                }
            });
            Instant now = clock.instant();
            Instant before = Optional.ofNullable(lastCycle.put(provider, now)).orElse(now);
            parts.meters().of(provider).unaccounted(report.unaccounted(), Duration.between(before, now));
        }
        return report;
    }

    private Optional<EmptyScopes> emptyScopes(ProviderCalls calls) {
        return calls.provider()
                .scopes()
                .map(scopes -> emptyScopes.computeIfAbsent(
                        calls.provider().id(), id -> new EmptyScopes(parts, calls, scopes, clock)));
    }

    /** What is reported while calls are kept away from the provider. */
    private static ReconcileReport kept(ProviderCalls calls, ReconcileMode mode) {
        return new ReconcileReport(
                calls.provider().id(),
                mode,
                false,
                Optional.of("the provider fails: it is asked again soon"),
                0,
                0,
                0,
                0,
                List.of());
    }

    private void measure() {
        Map<ClaimPhase, Long> claims = parts.system().in(ReconcileStore::count);
        for (ClaimPhase phase : ClaimPhase.values()) {
            if (phase != ClaimPhase.TERMINATED) {
                parts.meters().claims(phase, claims.getOrDefault(phase, 0L));
            }
        }
        parts.meters().blocked(parts.system().in(ReconcileStore::blocked));
    }

    /** Ends waits for providers' limits, and with them the cycle that waits. */
    @Override
    public void close() {
        closed.countDown();
    }

    /** Takes the time the provider asks for, and keeps its turn meanwhile. */
    private final class Patience implements Pace {
        private final String provider;
        private final ReconcileMode mode;

        Patience(String provider, ReconcileMode mode) {
            this.provider = provider;
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
                boolean unused = takeTurn(provider);
            }
        }
    }
}
