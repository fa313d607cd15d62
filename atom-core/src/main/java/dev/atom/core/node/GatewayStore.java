package dev.atom.core.node;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.SessionId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL that finds out whose sessions a gateway speaks of. */
final class GatewayStore {
    private static final String LIVE = """
            select tenant_id, session_id from node_claims
            where phase in ('PENDING', 'LAUNCHED', 'READY') and session_id = any (:ids)
            """;

    private GatewayStore() {}

    /** Those of the sessions that live, with their tenants. */
    static Map<SessionId, TenantId> live(Handle handle, Collection<SessionId> sessions) {
        Map<SessionId, TenantId> live = new HashMap<>();
        handle.createQuery(LIVE)
                .bindArray(
                        "ids",
                        UUID.class,
                        sessions.stream().map(SessionId::value).toArray())
                .map((row, context) -> Map.entry(
                        new SessionId(row.getObject("session_id", UUID.class)),
                        new TenantId(row.getObject("tenant_id", UUID.class))))
                .forEach(found -> live.put(found.getKey(), found.getValue()));
        return live;
    }
}
