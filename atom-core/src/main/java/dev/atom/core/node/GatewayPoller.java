package dev.atom.core.node;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.CallContext;
import dev.atom.spi.node.GatewayLook;
import dev.atom.spi.node.Reason;
import dev.atom.spi.node.SessionGateway;
import dev.atom.spi.node.SessionId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares who is connected at one gateway with the sessions there are, and passes on what it sees as signals; it ends nothing
 * itself. Only sessions that it has seen connected are its concern: all others are left to their leases. For one thread.
 *
 * <p>In doubt a session stays: while the gateway gives no answer, or not a complete one, everybody who was connected counts as
 * connected still, up to the session's own deadline. A connection is closed when enough complete answers in a row do not have it.
 * An answer with no connection at all closes none either; what it does not renew, the lease ends.
 */
final class GatewayPoller {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayPoller.class);

    private final NodeParts parts;
    private final GatewaySignals signals;
    private final SessionGateway gateway;
    private final int missed;

    /** Each session that was seen connected, and in how many complete answers since it was not. */
    private final Map<SessionId, Integer> known = new HashMap<>();

    private boolean answered = true;

    GatewayPoller(NodeParts parts, GatewaySignals signals, SessionGateway gateway, int missed) {
        this.parts = parts;
        this.signals = signals;
        this.gateway = gateway;
        this.missed = missed;
    }

    /** Asks once. Blocks on the gateway and on the store. */
    void poll() {
        GatewayLook look = look();
        Set<SessionId> connected = look instanceof GatewayLook.Seen seen ? seen.connected() : Set.of();
        Set<SessionId> asked = new HashSet<>(known.keySet());
        asked.addAll(connected);
        Map<SessionId, TenantId> live =
                asked.isEmpty() ? Map.of() : parts.system().in(handle -> GatewayStore.live(handle, asked));
        known.keySet().retainAll(live.keySet());
        live.keySet().stream().filter(connected::contains).forEach(session -> known.put(session, 0));
        if (look instanceof GatewayLook.Seen seen && seen.complete()) {
            count(seen.connected(), live);
        } else {
            live.forEach((session, tenant) -> signals.connected(tenant, session));
        }
        note(look, connected.size());
    }

    private void count(Set<SessionId> connected, Map<SessionId, TenantId> live) {
        live.forEach((session, tenant) -> {
            if (connected.contains(session)) {
                signals.connected(tenant, session);
            } else if (known.merge(session, 1, Integer::sum) >= missed) {
                known.remove(session);
                if (!connected.isEmpty()) {
                    signals.disconnected(tenant, session);
                    parts.meters().gatewayClosed(gateway.id());
                }
            }
        });
    }

    private GatewayLook look() {
        try {
            return gateway.look(CallContext.within(parts.times().call()));
        } catch (RuntimeException faulty) {
            LOG.atWarn().setCause(faulty).addKeyValue("gateway", gateway.id()).log("the gateway's plugin failed");
            return new GatewayLook.Unavailable(new Reason(
                    Reason.Kind.PROVIDER_ERROR, faulty.getClass().getSimpleName() + " in the gateway's plugin"));
        }
    }

    private void note(GatewayLook look, int connected) {
        if (look instanceof GatewayLook.Unavailable away) {
            parts.meters().gatewayPolled(gateway.id(), "failed");
            if (answered) {
                LOG.atWarn()
                        .addKeyValue("gateway", gateway.id())
                        .log("the gateway does not say who is connected, so whoever was stays: {}", away.why());
            }
            answered = false;
        } else if (look instanceof GatewayLook.Seen seen) {
            parts.meters().gatewayPolled(gateway.id(), seen.complete() ? "complete" : "partial");
            parts.meters().gatewayConnected(gateway.id(), connected);
            if (!answered) {
                LOG.atInfo().addKeyValue("gateway", gateway.id()).log("the gateway answers again");
            }
            answered = true;
        }
    }
}
