package dev.atom.core.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The numbers about nodes, all of them there from the start, so that an alert never waits for its first one. Thread-safe. */
final class NodeMeters {
    private final Map<String, AtomicLong> connected = new ConcurrentHashMap<>();
    private final MeterRegistry registry;
    private final Map<String, OfProvider> providers = new ConcurrentHashMap<>();
    private final Map<ClaimPhase, AtomicLong> claims = new ConcurrentHashMap<>();
    private final AtomicLong blocked;
    private final Timer destroyed;

    NodeMeters(MeterRegistry registry) {
        this.registry = registry;
        this.destroyed = Timer.builder("atom.nodes.destroy")
                .description("From a node's release until it was seen to be gone")
                .register(registry);
        for (ClaimPhase phase : ClaimPhase.values()) {
            if (phase != ClaimPhase.TERMINATED) {
                claims.put(phase, gauge("atom.nodes.claims", Tags.of("phase", phase.name())));
            }
        }
        blocked = gauge("atom.nodes.blocked", Tags.of("state", "blocked"));
        registry.counter("atom.nodes.signals.dropped");
    }

    /** The numbers of one provider. */
    OfProvider of(String provider) {
        return providers.computeIfAbsent(provider, id -> new OfProvider(Tags.of("provider", id)));
    }

    /** The registry's monotonic clock. */
    long nanos() {
        return registry.config().clock().monotonicTime();
    }

    /** Claims of a phase, never the last one. */
    void claims(ClaimPhase phase, long number) {
        claims.getOrDefault(phase, new AtomicLong()).set(number);
    }

    /** Claims whose node should have been gone by now. */
    void blocked(long number) {
        blocked.set(number);
    }

    void destroyed(Duration sinceRelease) {
        destroyed.record(sinceRelease);
    }

    /** Messages of gateways, or heartbeats, that were dropped because too many waited to be written. */
    void signalDropped() {
        registry.counter("atom.nodes.signals.dropped").increment();
    }

    /** What came of asking a gateway who is connected: {@code complete}, {@code partial} or {@code failed}. */
    void gatewayPolled(String gateway, String outcome) {
        registry.counter("atom.gateway.polls", "gateway", gateway, "outcome", outcome)
                .increment();
    }

    /** Sessions that had somebody connected in a gateway's last answer. */
    void gatewayConnected(String gateway, int sessions) {
        connected
                .computeIfAbsent(gateway, id -> gauge("atom.gateway.connected", Tags.of("gateway", id)))
                .set(sessions);
    }

    /** Connections that a gateway's answers have shown to be closed. */
    void gatewayClosed(String gateway) {
        registry.counter("atom.gateway.closed", "gateway", gateway).increment();
    }

    private AtomicLong gauge(String name, Tags tags) {
        AtomicLong number = new AtomicLong();
        registry.gauge(name, tags, number);
        return number;
    }

    /** The numbers of one provider. Thread-safe. */
    final class OfProvider {
        private final Tags tags;
        private final AtomicLong unaccounted;
        private final AtomicLong quarantined;
        private final AtomicLong heldBack;

        private OfProvider(Tags tags) {
            this.tags = tags;
            this.unaccounted = gauge("atom.nodes.unaccounted", tags);
            this.quarantined = gauge("atom.nodes.quarantined", tags);
            this.heldBack = gauge("atom.nodes.held.back", tags);
            registry.counter("atom.orphan.seconds", tags);
            registry.counter("atom.nodes.scopes.removed", tags);
            registry.counter("atom.nodes.cycles", tags.and("complete", "true"));
            registry.counter("atom.nodes.cycles", tags.and("complete", "false"));
        }

        /** Nodes of the last cycle that have no claim which wants them or is about to end them. */
        void unaccounted(int nodes, Duration since) {
            unaccounted.set(nodes);
            registry.counter("atom.orphan.seconds", tags).increment(since.toMillis() / 1000.0 * nodes);
        }

        /** What a cycle over everything found. */
        void cycle(boolean complete, int quarantinedNodes, int heldBackNodes) {
            registry.counter("atom.nodes.cycles", tags.and("complete", Boolean.toString(complete)))
                    .increment();
            quarantined.set(quarantinedNodes);
            heldBack.set(heldBackNodes);
        }

        /** A scope that held nothing any more. */
        void scopeRemoved() {
            registry.counter("atom.nodes.scopes.removed", tags).increment();
        }

        /** What was found is somebody else's to tell. */
        void anotherHasTheTurn() {
            unaccounted.set(0);
            quarantined.set(0);
            heldBack.set(0);
        }

        /** Where a cycle's time went: the provider's pages, the store's answers about them, judging, and what was absent. */
        void took(long list, long read, long judge, long absent) {
            part("list").record(list, TimeUnit.NANOSECONDS);
            part("read").record(read, TimeUnit.NANOSECONDS);
            part("judge").record(judge, TimeUnit.NANOSECONDS);
            part("absent").record(absent, TimeUnit.NANOSECONDS);
        }

        private Timer part(String name) {
            return registry.timer("atom.nodes.cycle", tags.and("part", name));
        }
    }
}
