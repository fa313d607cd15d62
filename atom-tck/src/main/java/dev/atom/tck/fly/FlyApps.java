package dev.atom.tck.fly;

import dev.atom.tck.CannedReply;
import dev.atom.tck.CapturedRequest;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What can be done with apps. Called with the state's monitor held. */
final class FlyApps {
    private final FlyState state;
    private final FlyFaults faults;
    private final String org;
    private final Set<String> deleted = new HashSet<>();

    FlyApps(FlyState state, FlyFaults faults, String org) {
        this.state = state;
        this.faults = faults;
        this.org = org;
    }

    CannedReply create(CapturedRequest request) {
        Map<String, Object> body;
        try {
            body = FlyJson.read(request.text());
        } catch (IllegalArgumentException unreadable) {
            return FlyReplies.error(400, "invalid JSON");
        }
        String name = String.valueOf(body.getOrDefault("name", ""));
        if (!org.equals(body.get("org_slug"))) {
            return FlyReplies.error(404, "organization not found");
        }
        if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            return FlyReplies.error(
                    422, "Validation failed: Name may only contain numbers, lowercase letters and dashes");
        }
        boolean held = deleted.contains(name) && faults.strikes(FlyFault.APP_NAME_HELD);
        if (state.apps.containsKey(name) || held || faults.strikes(FlyFault.APP_NAME_TAKEN)) {
            return FlyReplies.ok(422, Map.of("error", "Name has already been taken", "status", "name_taken"));
        }
        state.apps.put(name, new TreeMap<>());
        return FlyReplies.ok(201, Map.of("id", name, "created_at", 0));
    }

    CannedReply list(Map<String, String> query) {
        List<Map<String, Object>> shown = org.equals(query.get("org_slug"))
                ? state.apps.keySet().stream().map(this::body).toList()
                : List.of();
        return FlyReplies.ok(200, Map.of("total_apps", shown.size(), "apps", shown));
    }

    CannedReply get(String app) {
        return state.apps.containsKey(app) ? FlyReplies.ok(200, body(app)) : FlyReplies.noApp();
    }

    CannedReply delete(String app) {
        if (!state.apps.containsKey(app)) {
            return FlyReplies.noApp();
        }
        state.removeApp(app);
        deleted.add(app);
        return faults.strikes(FlyFault.APP_DELETE_REPLY_LOST) ? FlyReplies.lost() : CannedReply.json(202, "");
    }

    private Map<String, Object> body(String app) {
        Map<String, FlyMachineState> machines = state.apps.getOrDefault(app, new TreeMap<>());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", app);
        body.put("name", app);
        body.put("machine_count", FlyLists.snapshots(machines.values()).size());
        body.put("volume_count", 0);
        body.put("network", "default");
        body.put("status", "deployed");
        body.put("organization", Map.of("name", org, "slug", org));
        return body;
    }
}
