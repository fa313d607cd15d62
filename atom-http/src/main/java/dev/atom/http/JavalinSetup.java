package dev.atom.http;

import dev.atom.http.route.Route;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.util.List;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Configures Javalin and the Jetty beneath it. */
record JavalinSetup(Doors doors, List<Handler.Wrapper> before, Drain drain, HttpSettings settings) {
    JavalinSetup {
        before = List.copyOf(before);
    }

    void apply(JavalinConfig config, List<Route> routes) {
        JettyAnswers jettyAnswers = new JettyAnswers(doors.answers(), doors.ids());
        config.jetty.threadPool = new ServerThreads();
        config.startup.showJavalinBanner = false;
        config.startup.startupWatcherEnabled = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.prefer405over404 = true;
        config.router.ignoreTrailingSlashes = false;
        config.jetty.modifyHttpConfiguration(JavalinSetup::configureHttp);
        config.jetty.addConnector(this::connector);
        config.jetty.modifyServletContextHandler(servlets -> servlets.setErrorHandler(jettyAnswers));
        config.jetty.modifyServer(server -> putBefore(server, jettyAnswers));
        new Front(doors, settings).install(routes, config.routes);
    }

    /** The handler inserted last sees a request first. */
    private void putBefore(Server server, JettyAnswers jettyAnswers) {
        server.setErrorHandler(jettyAnswers);
        server.insertHandler(new HandOver());
        before.forEach(server::insertHandler);
        CrossOrigin.allow(server, settings.corsOrigins());
        server.insertHandler(new Entrance(doors.ids(), settings.clients(), jettyAnswers));
        server.insertHandler(drain);
    }

    private static void configureHttp(HttpConfiguration http) {
        http.setSendServerVersion(false);
        // Model ids hold slashes, which clients send as %2F; every other ambiguous path is refused.
        http.setUriCompliance(UriCompliance.DEFAULT.with("ATOM", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR));
    }

    private ServerConnector connector(Server server, HttpConfiguration http) {
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setAcceptedTcpNoDelay(true);
        return connector;
    }
}
