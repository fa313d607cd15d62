package dev.atom.http;

import dev.atom.http.body.Bodies;
import dev.atom.http.relay.CoreRoute;
import dev.atom.http.route.Route;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.util.List;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Configures Javalin and the Jetty beneath it. */
record JavalinSetup(Doors doors, Bodies bodies, List<CoreRoute> ahead, Drain drain, HttpSettings settings) {
    JavalinSetup {
        ahead = List.copyOf(ahead);
    }

    List<Route> routesAhead() {
        return ahead.stream().map(CoreRoute::route).toList();
    }

    /**
     * Sets everything up.
     *
     * @throws IllegalStateException when a handler serves a route that is not among these: nobody would know of it
     */
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
        new Front(doors).install(behind(routes), config.routes);
    }

    private List<Route> behind(List<Route> routes) {
        for (Route route : routesAhead()) {
            if (!routes.contains(route)) {
                throw new IllegalStateException(
                        route.method() + " " + route.path() + " is served but not declared: add it to Routes");
            }
        }
        return routes.stream().filter(route -> !routesAhead().contains(route)).toList();
    }

    /** The handler inserted last sees a request first. */
    private void putBefore(Server server, JettyAnswers jettyAnswers) {
        server.setErrorHandler(jettyAnswers);
        server.insertHandler(new HandOver());
        server.insertHandler(new BodyFirst(bodies));
        ahead.forEach(server::insertHandler);
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
