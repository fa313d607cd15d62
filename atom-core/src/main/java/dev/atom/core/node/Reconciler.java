package dev.atom.core.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps what runs in step with what is wanted. Any number of processes may do so at once: whose turn it is only saves calls.
 * Thread-safe; one cycle of a process runs at a time.
 */
final class Reconciler {
    private static final int TURN_CYCLES = 4;

    private final NodeParts parts;
    private final NodeWork work;
    private final InstantSource clock;
    private final UUID self = UUID.randomUUID();
    private final Map<String, Sightings> sightings = new HashMap<>();
    private final Map<String, Instant> lastCycle = new HashMap<>();

    Reconciler(NodeParts parts, NodeWork work, InstantSource clock) {
        this.parts = parts;
        this.work = work;
        this.clock = clock;
    }

    /** A cycle over each provider whose turn this process has. */
    synchronized void turn() {
        Duration time = parts.times().cycle().multipliedBy(TURN_CYCLES);
        for (ProviderCalls calls : parts.providers().values()) {
            String provider = calls.provider().id();
            if (parts.system().in(handle -> TurnStore.take(handle, provider, self, time))) {
                cycle(calls, ReconcileMode.ENFORCE);
            }
        }
        measure();
    }

    /** A cycle over each provider, whoever's turn it is. */
    synchronized List<ReconcileReport> all(ReconcileMode mode) {
        List<ReconcileReport> reports = new ArrayList<>();
        for (ProviderCalls calls : parts.providers().values()) {
            reports.add(cycle(calls, mode));
        }
        return reports;
    }

    private ReconcileReport cycle(ProviderCalls calls, ReconcileMode mode) {
        String provider = calls.provider().id();
        if (!calls.breaker().allows()) {
            return new ReconcileReport(
                    provider,
                    mode,
                    false,
                    Optional.of("the provider fails: it is asked again soon"),
                    0,
                    0,
                    0,
                    0,
                    List.of());
        }
        Sightings seen = mode == ReconcileMode.ENFORCE
                ? sightings.computeIfAbsent(provider, id -> new Sightings())
                : new Sightings();
        ReconcileReport report = new Cycle(parts, work, calls, seen, mode).run();
        if (mode == ReconcileMode.ENFORCE) {
            Instant now = clock.instant();
            Instant before = Optional.ofNullable(lastCycle.put(provider, now)).orElse(now);
            parts.meters().unaccounted(provider, report.unaccounted(), Duration.between(before, now));
        }
        return report;
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
}
