package dev.atom.http.route;

import dev.atom.http.route.Route.Method;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Whether the process is up, and whether it can work. Both tell nothing about tenants. */
final class HealthRoutes {
    private final String version;
    private final BooleanSupplier ready;

    /** Health of this version; {@code ready} may block for a moment. */
    HealthRoutes(String version, BooleanSupplier ready) {
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
        if (!ready.getAsBoolean()) {
            throw new AtomException(ErrorCode.UNAVAILABLE, "the database does not answer: try again later");
        }
        call.data(new Ready("ready", new Checks("up")));
    }

    private record Health(String status, String service, String version) {}

    private record Ready(String status, Checks checks) {}

    private record Checks(String database) {}
}
