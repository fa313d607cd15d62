package dev.atom.cloud.guacamole;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atom.spi.node.SessionId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which connection is for which session: the one whose name ends in the session's id. Remembers the sessions of connections that
 * were removed while somebody used them. For one thread.
 */
final class GuacamoleNames {
    private static final Pattern NAME = Pattern.compile(
            "(?:.*[^0-9A-Za-z])?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\\s*", Pattern.DOTALL);

    private final Map<String, SessionId> sessions = new HashMap<>();

    /**
     * Takes the connections there are now.
     *
     * @param connections connection id to description
     * @param used the ids of connections that somebody uses: they stay known when they are removed
     * @return whether all could be read
     */
    boolean take(JsonNode connections, Set<String> used) {
        boolean complete = true;
        Set<String> there = new HashSet<>(used);
        for (Map.Entry<String, JsonNode> connection : connections.properties()) {
            JsonNode name = connection.getValue().path("name");
            if (!name.isTextual()) {
                complete = false;
                continue;
            }
            there.add(connection.getKey());
            session(name.textValue())
                    .ifPresentOrElse(
                            session -> sessions.put(connection.getKey(), session),
                            () -> sessions.remove(connection.getKey()));
        }
        sessions.keySet().retainAll(there);
        return complete;
    }

    /** The session of a connection; empty when it is for something else. */
    Optional<SessionId> of(String connection) {
        return Optional.ofNullable(sessions.get(connection));
    }

    private static Optional<SessionId> session(String name) {
        Matcher match = NAME.matcher(name);
        return match.matches() ? Optional.of(new SessionId(UUID.fromString(match.group(1)))) : Optional.empty();
    }
}
