package dev.atom.http.route;

import dev.atom.core.Readiness;
import dev.atom.http.route.Route.Method;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Whether the process is up, and whether it can work. Both tell nothing about tenants. */
final class HealthRoutes {
    private final String version;
    private final Supplier<Readiness> ready;

    /** Health of this version; {@code ready} throws UNAVAILABLE while the process cannot work. */
    HealthRoutes(String version, Supplier<Readiness> ready) {
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
        Readiness found = ready.get();
        Map<String, String> checks = new TreeMap<>(Map.of("database", "up"));
        found.redis().ifPresent(up -> checks.put("redis", up ? "up" : "down"));
        call.data(new Ready(found.isDegraded() ? "degraded" : "ready", checks));
    }

    private record Health(String status, String service, String version) {}

    private record Ready(String status, Map<String, String> checks) {}
}
