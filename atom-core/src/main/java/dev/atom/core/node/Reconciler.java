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
import java.util.List;
import java.util.Map;

/**
 * Keeps what runs in step with what is wanted. Any number of processes may do so at once: whose turn it is only saves calls.
 * Thread-safe; one cycle over everything runs at a time for each provider, and beside it those that tenants ask for.
 */
final class Reconciler implements AutoCloseable {
    private static final Duration BETWEEN_TENANT_CYCLES = Duration.ofSeconds(5);
    private static final Duration BETWEEN_CUTS = Duration.ofHours(1);
    private static final int MOST_REMEMBERED = 100_000;

    private final NodeParts parts;
    private final NodeWork work;
    private final InstantSource clock;
    private final List<ProviderCycles> cycles;
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
        this.cycles = parts.providers().values().stream()
                .map(calls -> new ProviderCycles(parts, work, calls, clock))
                .toList();
    }

    /** The cycles that the clock does, provider by provider. */
    List<ProviderCycles> cycles() {
        return cycles;
    }

    /** Counts the claims, and lets go of decisions that are old enough. */
    synchronized void keepBooks() {
        Map<ClaimPhase, Long> claims = parts.system().in(ReconcileStore::count);
        for (ClaimPhase phase : ClaimPhase.values()) {
            if (phase != ClaimPhase.TERMINATED) {
                parts.meters().claims(phase, claims.getOrDefault(phase, 0L));
            }
        }
        parts.meters().blocked(parts.system().in(ReconcileStore::blocked));
        if (!clock.instant().isBefore(nextCut)) {
            nextCut = clock.instant().plus(BETWEEN_CUTS);
            parts.providers().keySet().forEach(provider -> parts.system()
                    .in(handle -> CycleStore.cut(handle, provider, parts.keepDecisions())));
        }
    }

    /**
     * A cycle over each provider, whoever's turn it is, one after the other. It keeps the clock's cycles away from the provider it
     * is at, and from no other. A provider at which another cycle is under way in this process is reported as such.
     *
     * @throws AtomException RATE_LIMITED while one is under way at each of them: they do what was asked for
     */
    List<ReconcileReport> all(Caller caller, ReconcileMode mode) {
        List<ReconcileReport> reports = new ArrayList<>();
        boolean begun = false;
        for (ProviderCycles each : cycles) {
            if (!each.enter()) {
                reports.add(each.busy(mode));
                continue;
            }
            try {
                if (!begun) {
                    record(caller, mode);
                    begun = true;
                }
                reports.add(each.run(mode));
            } finally {
                each.leave();
            }
        }
        if (!begun && !reports.isEmpty()) {
            throw tooSoon(
                    "nodes are being compared just now: ask again when that is over",
                    parts.times().cycle());
        }
        return reports;
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
                            : ProviderCycles.kept(calls, mode));
        }
        return reports;
    }

    /** Ends waits for providers' limits, and with them the cycles that wait. */
    @Override
    public void close() {
        cycles.forEach(ProviderCycles::close);
    }
}
