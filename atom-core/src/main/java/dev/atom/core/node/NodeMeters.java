package dev.atom.core.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The numbers about nodes. Thread-safe. */
final class NodeMeters {
    private final MeterRegistry registry;
    private final Map<String, AtomicLong> gauges = new ConcurrentHashMap<>();
    private final Timer destroyed;

    NodeMeters(MeterRegistry registry) {
        this.registry = registry;
        this.destroyed = Timer.builder("atom.nodes.destroy")
                .description("From a node's release until it was seen to be gone")
                .register(registry);
        for (ClaimPhase phase : ClaimPhase.values()) {
            if (phase != ClaimPhase.TERMINATED) {
                claims(phase, 0);
            }
        }
        blocked(0);
    }

    /** Nodes of the last cycle that have no claim which wants them or is about to end them. */
    void unaccounted(String provider, int nodes, Duration since) {
        gauge("atom.nodes.unaccounted", "provider", provider).set(nodes);
        registry.counter("atom.orphan.seconds", "provider", provider).increment(since.toMillis() / 1000.0 * nodes);
    }

    void claims(ClaimPhase phase, long claims) {
        gauge("atom.nodes.claims", "phase", phase.name()).set(claims);
    }

    /** Claims whose node should have been gone by now. */
    void blocked(long claims) {
        gauge("atom.nodes.blocked", "state", "blocked").set(claims);
    }

    void destroyed(Duration sinceRelease) {
        destroyed.record(sinceRelease);
    }

    /** Messages of gateways that were dropped because too many waited. */
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
        gauge("atom.gateway.connected", "gateway", gateway).set(sessions);
    }

    /** Connections that a gateway's answers have shown to be closed. */
    void gatewayClosed(String gateway) {
        registry.counter("atom.gateway.closed", "gateway", gateway).increment();
    }

    private AtomicLong gauge(String name, String tag, String value) {
        return gauges.computeIfAbsent(name + value, key -> {
            AtomicLong number = new AtomicLong();
            registry.gauge(name, io.micrometer.core.instrument.Tags.of(tag, value), number);
            return number;
        });
    }
}
