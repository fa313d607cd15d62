package dev.atom.http;

import dev.atom.core.Atom;
import dev.atom.http.access.Access;
import dev.atom.http.audit.AuditHook;
import dev.atom.http.body.Bodies;
import dev.atom.http.relay.ChatRelay;
import dev.atom.http.relay.CoreRoute;
import dev.atom.http.route.Route;
import dev.atom.http.route.Routes;
import io.javalin.Javalin;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ATOM's HTTP server. It serves the routes of {@code /openapi.yaml} over the {@link Atom} it was given, which stays the
 * caller's to close. Thread-safe.
 */
public final class AtomHttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AtomHttpServer.class);

    private final Javalin javalin;
    private final List<Route> routesAhead;
    private final List<Bodies> bodies;
    private final Drain drain;
    private final Duration patience;

    private AtomHttpServer(
            Javalin javalin, List<Route> routesAhead, List<Bodies> bodies, Drain drain, Duration patience) {
        this.javalin = javalin;
        this.routesAhead = routesAhead;
        this.bodies = bodies;
        this.drain = drain;
        this.patience = patience;
    }

    /**
     * Starts listening.
     *
     * @throws io.javalin.util.JavalinException when the address cannot be listened on
     */
    public static AtomHttpServer start(Atom atom, HttpSettings settings) {
        AuditHook audit = new AuditHook(atom.auditTrail().refusals());
        Doors doors = Doors.open(atom, new Access(atom.resolver()), audit, settings);
        Bodies relayed = settings.bodies().relayBodies(settings.relayBodyLimit());
        var parts = new ChatRelay.Parts(
                atom.llm(), atom.resolver(), doors.limits(), doors.audit(), doors.ids(), doors.answers(), relayed);
        return start(doors, List.of(new ChatRelay(parts)), List.of(relayed), Routes.of(atom), settings);
    }

    /** With handlers that serve some of the routes ahead of Javalin. */
    static AtomHttpServer start(Doors doors, List<CoreRoute> ahead, List<Route> routes, HttpSettings settings) {
        return start(doors, ahead, List.of(), routes, settings);
    }

    private static AtomHttpServer start(
            Doors doors, List<CoreRoute> ahead, List<Bodies> bodiesAhead, List<Route> routes, HttpSettings settings) {
        Bodies bodies = settings.bodies().bodies(settings.bodyLimit());
        Drain drain = new Drain();
        JavalinSetup setup = new JavalinSetup(doors, bodies, ahead, drain, settings);
        Javalin javalin = Javalin.create(config -> setup.apply(config, routes)).start();
        List<Bodies> all =
                Stream.concat(bodiesAhead.stream(), Stream.of(bodies)).toList();
        return new AtomHttpServer(javalin, setup.routesAhead(), all, drain, settings.drain());
    }

    /** The port it listens on. */
    public int port() {
        return javalin.port();
    }

    /** Those of the routes that are served ahead of Javalin. */
    List<Route> routesAhead() {
        return routesAhead;
    }

    /** The bytes of requests' bodies in memory now, for a gauge. */
    public long bodyBytes() {
        return bodies.stream().mapToLong(Bodies::held).sum();
    }

    /**
     * Refuses new requests with 503, gives running ones {@link HttpSettings#drain} to end, then stops listening and ends every
     * thread of the server. Blocks meanwhile; idempotent.
     */
    @Override
    public void close() {
        if (!drain.run(patience) && !patience.isZero()) {
            LOG.warn(
                    "requests still ran {} s after the server was told to stop: they are cut off",
                    patience.toSeconds());
        }
        javalin.stop();
    }
}
