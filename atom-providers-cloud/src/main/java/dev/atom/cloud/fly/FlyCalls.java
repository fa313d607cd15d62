package dev.atom.cloud.fly;

import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.RateBudget;
import dev.atom.spi.node.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The endpoints, each within its budget, all within the time of one request to the provider. For one thread. */
final class FlyCalls {
    private final FlyApi api;
    private final FlySettings settings;
    private final FlyBudgets budgets;
    private final Clock clock;
    private final Instant end;

    FlyCalls(FlyApi api, FlySettings settings, FlyBudgets budgets, Clock clock, Instant end) {
        this.api = api;
        this.settings = settings;
        this.budgets = budgets;
        this.clock = clock;
        this.end = end;
    }

    FlyReply createMachine(String app, Map<String, ?> body) throws FlyFailure {
        return send("create", app, one(), "POST", List.of("apps", app, "machines"), Map.of(), body);
    }

    FlyReply machine(String app, String id) throws FlyFailure {
        return send("get", id, FlyLimits.look(settings.perSecond()), "GET", machinePath(app, id), Map.of(), Map.of());
    }

    FlyReply deleteMachine(String app, String id, boolean force) throws FlyFailure {
        Map<String, String> query = force ? Map.of("force", "true") : Map.of();
        return send("delete", id, one(), "DELETE", machinePath(app, id), query, Map.of());
    }

    FlyReply stopMachine(String app, String id) throws FlyFailure {
        List<String> path = List.of("apps", app, "machines", id, "stop");
        return send("stop", id, one(), "POST", path, Map.of(), Map.of("timeout", "10s"));
    }

    /** The consistent list, of one app. */
    FlyReply appMachines(String app, Optional<Cursor> from) throws FlyFailure {
        return send("list", app, one(), "GET", List.of("apps", app, "machines"), page(from), Map.of());
    }

    /** The list of all apps, which lags. Never with {@code summary}: that leaves out the tags. */
    FlyReply orgMachines(Optional<Cursor> from, int limit) throws FlyFailure {
        Map<String, String> query = new HashMap<>(page(from));
        query.put("limit", String.valueOf(limit));
        List<String> path = List.of("orgs", settings.org(), "machines");
        return send("list", settings.org(), one(), "GET", path, query, Map.of());
    }

    FlyReply createApp(String app) throws FlyFailure {
        Map<String, String> body = Map.of("name", app, "org_slug", settings.org());
        return send("create app", settings.org(), one(), "POST", List.of("apps"), Map.of(), body);
    }

    FlyReply app(String app) throws FlyFailure {
        return send("get app", app, one(), "GET", List.of("apps", app), Map.of(), Map.of());
    }

    FlyReply apps(Optional<Cursor> from) throws FlyFailure {
        Map<String, String> query = new HashMap<>(page(from));
        query.put("org_slug", settings.org());
        return send("list apps", settings.org(), one(), "GET", List.of("apps"), query, Map.of());
    }

    FlyReply deleteApp(String app) throws FlyFailure {
        RateBudget budget = FlyLimits.appDeletion();
        return send("delete app", settings.org(), budget, "DELETE", List.of("apps", app), Map.of(), Map.of());
    }

    private FlyReply send(
            String action,
            String identifier,
            RateBudget budget,
            String method,
            List<String> path,
            Map<String, String> query,
            Map<String, ?> body)
            throws FlyFailure {
        Duration left = Duration.between(clock.instant(), end);
        if (left.isNegative() || left.isZero()) {
            throw new FlyFailure(
                    new Reason(Reason.Kind.TIMEOUT, "the time for this call was over before " + action),
                    false,
                    Optional.empty());
        }
        Optional<Duration> wait = budgets.take(budget, action + " " + identifier);
        if (wait.isPresent()) {
            throw new FlyFailure(
                    new Reason(Reason.Kind.RATE_LIMITED, "Fly's limit for " + action + " is used up for the moment"),
                    false,
                    wait);
        }
        return api.exchange(method, path, query, body, left);
    }

    private RateBudget one() {
        return FlyLimits.one(settings.perSecond());
    }

    private static List<String> machinePath(String app, String id) {
        return List.of("apps", app, "machines", id);
    }

    private static Map<String, String> page(Optional<Cursor> from) {
        return from.map(cursor -> Map.of("cursor", cursor.value())).orElse(Map.of());
    }
}
