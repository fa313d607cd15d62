package dev.atom.http.route;

import dev.atom.http.route.Route.Method;
import java.util.List;

/** Whether the process is up, and whether it can work. Both tell nothing about tenants. */
final class HealthRoutes {
    private final String version;
    private final Runnable ready;

    /** Health of this version; {@code ready} throws UNAVAILABLE while the process cannot work. */
    HealthRoutes(String version, Runnable ready) {
        this.version = version;
        this.ready = ready;
    }

    List<Route> routes() {
        return List.of(
                Route.open(Method.GET, "/api/health", this::health),
                Route.open(Method.GET, "/api/v1/health", this::health),
                Route.open(Method.GET, "/api/v1/ready", this::ready));
    }

    private void health(Call call) {
        call.send(200, new Health("healthy", "atom-backend", version));
    }

    private void ready(Call call) {
        ready.run();
        call.data(new Ready("ready", new Checks("up")));
    }

    private record Health(String status, String service, String version) {}

    private record Ready(String status, Checks checks) {}

    private record Checks(String database) {}
}
