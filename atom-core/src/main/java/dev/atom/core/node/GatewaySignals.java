package dev.atom.core.node;

import dev.atom.core.node.LateHeartbeats.Session;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.SessionId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a gateway such as Apache Guacamole says that somebody connected to a session or that the last one left. A page that
 * is loaded again closes one connection and opens another, so leaving only begins a linger, which connecting calls off.
 *
 * <p>The methods only take a note: they never block, never throw and have no answer, so a gateway may call them where an
 * exception would veto its own work. A note that gets lost is made up for by the session's lease. One that somebody
 * connected and that cannot be written in time is written by whoever ends sessions in this process, before it ends any. Thread-safe.
 */
public final class GatewaySignals {
    private static final Logger LOG = LoggerFactory.getLogger(GatewaySignals.class);
    private static final int MOST = 10_000;

    private record Signal(Session session, boolean connected) {}

    private final NodeParts parts;
    private final LateHeartbeats returned;
    private final BlockingQueue<Signal> waiting = new ArrayBlockingQueue<>(MOST);
    private final Map<Session, Signal> unwritten = new LinkedHashMap<>();

    GatewaySignals(NodeParts parts, LateHeartbeats returned) {
        this.parts = parts;
        this.returned = returned;
    }

    /** Somebody is connected: the lease is extended. */
    public void connected(TenantId tenant, SessionId session) {
        take(new Signal(new Session(tenant, session), true));
    }

    /** Nobody is connected any more: the session ends after the linger. */
    public void disconnected(TenantId tenant, SessionId session) {
        take(new Signal(new Session(tenant, session), false));
    }

    private void take(Signal signal) {
        if (signal.connected()) {
            boolean unused = returned.take(signal.session());
        }
        if (!waiting.offer(signal)) {
            parts.meters().signalDropped();
        }
    }

    /** Writes down what waits, the last word of each session. What cannot be written waits for the next time, last in line. */
    synchronized void drain() {
        while (unwritten.size() < MOST && waiting.peek() != null) {
            Signal signal = waiting.remove();
            unwritten.remove(signal.session());
            unwritten.put(signal.session(), signal);
        }
        for (Signal signal : List.copyOf(unwritten.values())) {
            unwritten.remove(signal.session());
            try {
                write(signal.session(), signal.connected());
            } catch (RuntimeException failed) {
                unwritten.put(signal.session(), signal);
                LOG.atWarn()
                        .setCause(failed)
                        .addKeyValue("tenant", signal.session().tenant())
                        .log("{} notes of gateways are not written down yet: they are tried again", unwritten.size());
                return;
            }
        }
    }

    /** The last word, after that somebody was there, if nobody has written so yet: what is forgotten here is written here. */
    private void write(Session session, boolean connected) {
        Map<Session, Long> came = returned.waiting(session);
        Duration lease = parts.times().lease();
        Duration linger = parts.times().linger();
        parts.db().run(session.tenant(), handle -> {
            if (connected || !came.isEmpty()) {
                ClaimStore.renew(handle, session.tenant(), session.id(), lease);
            }
            if (!connected) {
                ClaimStore.linger(handle, session.tenant(), session.id(), linger);
            }
        });
        returned.written(came);
    }
}
