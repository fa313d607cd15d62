package dev.atom.http;

import dev.atom.core.Atom;
import dev.atom.http.access.Access;
import dev.atom.http.access.RequestIds;
import dev.atom.http.error.ErrorAnswers;
import dev.atom.http.route.Routes;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.time.Clock;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * ATOM's HTTP server. It serves the routes of {@code /openapi.yaml} over the {@link Atom} it was given, which stays the
 * caller's to close. Thread-safe.
 */
public final class AtomHttpServer implements AutoCloseable {
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    private final Javalin javalin;

    private AtomHttpServer(Javalin javalin) {
        this.javalin = javalin;
    }

    /**
     * Starts listening.
     *
     * @throws io.javalin.util.JavalinException when the address cannot be listened on
     */
    public static AtomHttpServer start(Atom atom, HttpSettings settings) {
        return new AtomHttpServer(
                Javalin.create(config -> configure(config, atom, settings)).start());
    }

    /** The port it listens on. */
    public int port() {
        return javalin.port();
    }

    /** Stops listening and ends every thread of the server; idempotent. */
    @Override
    public void close() {
        javalin.stop();
    }

    private static void configure(JavalinConfig config, Atom atom, HttpSettings settings) {
        Clock clock = Clock.systemUTC();
        ErrorAnswers answers = new ErrorAnswers(clock);
        RequestIds ids = RequestIds.random();
        JettyAnswers jettyAnswers = new JettyAnswers(answers, ids);

        config.concurrency.useVirtualThreads = Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS;
        config.startup.showJavalinBanner = false;
        config.startup.startupWatcherEnabled = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.prefer405over404 = true;
        config.router.ignoreTrailingSlashes = false;
        config.jetty.modifyHttpConfiguration(AtomHttpServer::configureHttp);
        config.jetty.addConnector((server, http) -> connector(server, http, settings));
        config.jetty.modifyServletContextHandler(servlets -> servlets.setErrorHandler(jettyAnswers));
        config.jetty.modifyServer(server -> {
            server.setErrorHandler(jettyAnswers);
            CrossOrigin.allow(server, settings.corsOrigins());
            server.insertHandler(new Entrance(ids, jettyAnswers));
        });
        new Front(new Access(atom.resolver()), answers, clock, settings).install(Routes.of(atom), config.routes);
    }

    private static void configureHttp(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        // Model ids hold slashes, which clients send as %2F; every other ambiguous path is refused.
        http.setUriCompliance(UriCompliance.DEFAULT.with("ATOM", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR));
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, HttpSettings settings) {
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setAcceptedTcpNoDelay(true);
        return connector;
    }
}
