package dev.atom.cloud.fly;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atom.spi.node.HostHealth;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeState;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Machines as Fly shows them, read as nodes. */
final class FlyRows {
    private static final Pattern ID = Pattern.compile("[0-9a-z]{1,64}");

    private final String provider;

    FlyRows(String provider) {
        this.provider = provider;
    }

    /** Ids are never used again, so an id is its own uid. */
    NodeRef ref(String app, String id) {
        return new NodeRef(provider, app, id, id);
    }

    /** Whether a text is of the form of Fly's ids: a path such as {@code ..} would address the app, and delete it. */
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** Whether a row is the memory of a machine that is gone. Only this one state says so. */
    static boolean gone(JsonNode machine) {
        return machine.path("state").asText("").equals("destroyed");
    }

    /** The machine; empty when the row names none. */
    Optional<ObservedNode> read(String app, JsonNode machine) {
        String id = machine.path("id").asText("");
        if (!isId(id) || !FlySettings.isName(app)) {
            return Optional.empty();
        }
        return Optional.of(new ObservedNode(
                ref(app, id),
                machine.path("name").asText(""),
                state(machine.path("state").asText("")),
                tags(machine),
                instant(machine.path("created_at").asText("")),
                host(machine.path("host_status").asText(""))));
    }

    /** A machine on a broken host may come without its config. */
    private static Optional<NodeTags> tags(JsonNode machine) {
        JsonNode config = machine.has("config") ? machine.path("config") : machine.path("incomplete_config");
        Map<String, String> metadata = new HashMap<>();
        config.path("metadata")
                .properties()
                .forEach(field -> metadata.put(field.getKey(), field.getValue().asText("")));
        return NodeTags.read(metadata);
    }

    private static NodeState state(String name) {
        return switch (name) {
            case "created", "creating", "starting", "restarting", "updating", "replacing" -> NodeState.STARTING;
            case "started" -> NodeState.RUNNING;
            case "stopping", "stopped", "suspending", "suspended" -> NodeState.STOPPED;
            case "destroying" -> NodeState.DESTROYING;
            case "failed", "launch_failed" -> NodeState.FAILED;
            default -> NodeState.UNKNOWN;
        };
    }

    private static HostHealth host(String status) {
        return switch (status) {
            case "ok" -> HostHealth.OK;
            case "unreachable" -> HostHealth.UNREACHABLE;
            default -> HostHealth.UNKNOWN;
        };
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
