package dev.atom.http;

import dev.atom.core.Atom;
import dev.atom.http.access.Access;
import dev.atom.http.audit.AuditHook;
import dev.atom.http.relay.ChatRelay;
import dev.atom.http.route.Route;
import dev.atom.http.route.Routes;
import io.javalin.Javalin;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ATOM's HTTP server. It serves the routes of {@code /openapi.yaml} over the {@link Atom} it was given, which stays the
 * caller's to close. Thread-safe.
 */
public final class AtomHttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AtomHttpServer.class);

    private final Javalin javalin;
    private final Drain drain;
    private final Duration patience;

    private AtomHttpServer(Javalin javalin, Drain drain, Duration patience) {
        this.javalin = javalin;
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
        var parts = new ChatRelay.Parts(
                atom.llm(),
                atom.resolver(),
                doors.limits(),
                doors.audit(),
                doors.ids(),
                doors.answers(),
                settings.relayBodyLimit());
        return start(doors, List.of(new ChatRelay(parts, null)), Routes.of(atom), settings);
    }

    /** With handlers that see each request before Javalin does. */
    static AtomHttpServer start(Doors doors, List<Handler.Wrapper> before, List<Route> routes, HttpSettings settings) {
        Drain drain = new Drain();
        JavalinSetup setup = new JavalinSetup(doors, before, drain, settings);
        Javalin javalin = Javalin.create(config -> setup.apply(config, routes)).start();
        return new AtomHttpServer(javalin, drain, settings.drain());
    }

    /** The port it listens on. */
    public int port() {
        return javalin.port();
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
