package dev.atom.tck.fly;

import dev.atom.tck.CannedReply;
import dev.atom.tck.CapturedRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** From a request to what answers it: faults of the whole service first, then the credential, then the path. */
final class FlyRoutes {
    private final FlyState state;
    private final FlyFaults faults;
    private final String token;
    private final String org;
    private final FlyApps apps;
    private final FlyMachines machines;
    private final FlyLists lists;
    private final Limits limits;

    /** Where calls are counted. */
    interface Limits {
        /** Whether one more call fits. */
        boolean take(String action, String identifier);
    }

    FlyRoutes(
            FlyState state,
            FlyFaults faults,
            String token,
            String org,
            FlyMachines machines,
            FlyLists lists,
            Limits limits) {
        this.state = state;
        this.faults = faults;
        this.token = token;
        this.org = org;
        this.apps = new FlyApps(state, faults, org);
        this.machines = machines;
        this.lists = lists;
        this.limits = limits;
    }

    CannedReply answer(CapturedRequest request) {
        if (faults.strikes(FlyFault.UNREACHABLE)) {
            return FlyReplies.lost();
        }
        if (faults.strikes(FlyFault.DOWN)) {
            return FlyReplies.error(503, "service unavailable");
        }
        if (faults.strikes(FlyFault.RATE_LIMITED)) {
            return CannedReply.json(429, "");
        }
        boolean known = request.header("Authorization").orElse("").equals("Bearer " + token);
        if (!known || faults.strikes(FlyFault.TOKEN_REVOKED)) {
            return FlyReplies.error(401, "unauthorized");
        }
        String[] parts = request.target().split("\\?", 2);
        List<String> path = List.of(parts[0].substring(1).split("/", -1));
        if (path.size() < 2 || !path.get(0).equals("v1")) {
            return FlyReplies.error(404, "page not found");
        }
        if (path.size() > 2 && faults.strikes(FlyFault.TOKEN_OF_ANOTHER_ORG)) {
            return FlyReplies.noApp();
        }
        synchronized (state) {
            return route(request, path, query(parts.length > 1 ? parts[1] : ""));
        }
    }

    private CannedReply route(CapturedRequest request, List<String> path, Map<String, String> query) {
        String method = request.method();
        if (path.get(1).equals("orgs") && path.size() == 4 && path.get(3).equals("machines")) {
            return method.equals("GET") && path.get(2).equals(org)
                    ? counted("list", org, () -> lists.ofOrg(query))
                    : FlyReplies.error(404, "organization not found");
        }
        if (!path.get(1).equals("apps")) {
            return FlyReplies.error(404, "page not found");
        }
        if (path.size() == 2) {
            return switch (method) {
                case "POST" -> counted("create-app", org, () -> apps.create(request));
                case "GET" -> counted("list-apps", org, () -> apps.list(query));
                default -> FlyReplies.error(405, "method not allowed");
            };
        }
        String app = path.get(2);
        if (path.size() == 3) {
            return switch (method) {
                case "GET" -> counted("get-app", app, () -> apps.get(app));
                case "DELETE" -> counted("delete-app", org, () -> apps.delete(app));
                default -> FlyReplies.error(405, "method not allowed");
            };
        }
        if (!path.get(3).equals("machines")) {
            return FlyReplies.error(404, "page not found");
        }
        if (path.size() == 4) {
            return switch (method) {
                case "POST" -> counted("create", app, () -> machines.create(app, request));
                case "GET" -> counted("list", app, () -> lists.ofApp(app, query));
                default -> FlyReplies.error(405, "method not allowed");
            };
        }
        String action = method + (path.size() > 5 ? " " + path.get(5) : "");
        return one(app, path.get(4), action, machine -> act(action, machine, request, query));
    }

    private CannedReply act(
            String action, FlyMachineState machine, CapturedRequest request, Map<String, String> query) {
        return switch (action) {
            case "GET" -> machines.get(machine);
            case "DELETE" -> machines.delete(machine, "true".equals(query.get("force")), request);
            case "POST stop" -> machines.stop(machine);
            case "POST start" -> machines.start(machine);
            case "POST lease" -> machines.lease(machine);
            case "DELETE lease" -> machines.release(machine, request);
            default -> FlyReplies.error(404, "page not found");
        };
    }

    private CannedReply one(String app, String id, String action, Function<FlyMachineState, CannedReply> what) {
        if (!limits.take(action.equals("GET") ? "get" : action, id)) {
            return CannedReply.json(429, "");
        }
        if (!state.apps.containsKey(app)) {
            return FlyReplies.noApp();
        }
        return state.find(app, id).map(what).orElseGet(FlyReplies::noMachine);
    }

    private CannedReply counted(String action, String identifier, Supplier<CannedReply> what) {
        return limits.take(action, identifier) ? what.get() : CannedReply.json(429, "");
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
