package dev.atom.tck.fly;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** One machine of the fake. Guarded by its {@link FlyState}. */
final class FlyMachineState {
    final String id;
    final String name;
    final String app;
    final String region;
    final Map<String, Object> config;
    final Instant createdAt;
    final long serial;
    String state = "started";
    String leaseNonce = "";

    FlyMachineState(
            String id, String name, String app, String region, Map<String, Object> config, Instant at, long serial) {
        this.id = id;
        this.name = name;
        this.app = app;
        this.region = region;
        this.config = new LinkedHashMap<>(config);
        this.createdAt = at;
        this.serial = serial;
    }

    boolean gone() {
        return state.equals("destroyed");
    }

    boolean destroysItself() {
        return Boolean.TRUE.equals(config.get("auto_destroy"));
    }

    FlyMachine snapshot() {
        Map<String, String> metadata = new HashMap<>();
        if (config.get("metadata") instanceof Map<?, ?> tags) {
            tags.forEach((key, value) -> metadata.put(String.valueOf(key), String.valueOf(value)));
        }
        return new FlyMachine(id, name, app, region, state, metadata, createdAt);
    }

    /** As the API shows it in an app or alone. */
    Map<String, Object> body(boolean broken, boolean unheardOf) {
        Map<String, Object> body = common(unheardOf);
        body.put("instance_id", "01" + id.toUpperCase(java.util.Locale.ROOT));
        body.put("private_ip", "fdaa::" + serial % 10_000);
        body.put("host_status", broken ? "unreachable" : "ok");
        if (broken) {
            body.put("incomplete_config", Map.of("image", config.getOrDefault("image", "unknown")));
        } else {
            body.put("config", config);
        }
        return body;
    }

    /** As the organisation's list shows it. */
    Map<String, Object> overview(boolean broken, boolean unheardOf) {
        Map<String, Object> body = common(unheardOf);
        body.put("app_name", app);
        body.put("version", "01" + id.toUpperCase(java.util.Locale.ROOT));
        if (!broken) {
            Map<String, Object> shown = new LinkedHashMap<>();
            for (String field : new String[] {"guest", "image", "metadata"}) {
                Object value = config.get(field);
                if (value != null) {
                    shown.put(field, value);
                }
            }
            body.put("config", shown);
        }
        return body;
    }

    private Map<String, Object> common(boolean unheardOf) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", id);
        body.put("name", name);
        body.put("state", unheardOf ? "hibernating" : state);
        body.put("region", region);
        body.put("created_at", createdAt.toString());
        body.put("updated_at", createdAt.toString());
        return body;
    }
}
