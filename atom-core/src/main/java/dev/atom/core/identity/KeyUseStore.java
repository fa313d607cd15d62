package dev.atom.core.identity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.atom.spi.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of the uses of keys; for the platform. */
final class KeyUseStore {
    /** The keys, and those whose place they took, in the order in which everybody locks keys. */
    private static final String LOCK = """
            with uses as (select tenant, key from jsonb_to_recordset(cast(:uses as jsonb)) u (tenant uuid, key uuid))
            select k.id from api_keys k where (k.tenant_id, k.id) in (
                select tenant, key from uses
                union
                select o.tenant_id, o.id from uses join api_keys o on o.tenant_id = tenant and o.replaced_by = key)
            order by k.tenant_id, k.id for update of k
            """;

    private static final String TOUCH = """
            update api_keys k set last_used_at = u.at
            from jsonb_to_recordset(cast(:uses as jsonb)) u (tenant uuid, key uuid, at timestamptz)
            where k.tenant_id = u.tenant and k.id = u.key and (k.last_used_at is null or k.last_used_at < u.at)
            """;

    private static final String BEGIN_GRACE = """
            update api_keys k set grace_until = u.at + make_interval(secs => k.grace_seconds)
            from jsonb_to_recordset(cast(:uses as jsonb)) u (tenant uuid, key uuid, at timestamptz)
            where k.tenant_id = u.tenant and k.replaced_by = u.key
              and k.grace_until > u.at + make_interval(secs => k.grace_seconds)
            returning k.tenant_id
            """;

    private KeyUseStore() {}

    /** Writes the uses; gives the tenants in which the grace of a key has begun to run. */
    static List<TenantId> write(Handle handle, Map<KeyUses.KeyUse, Instant> uses) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        uses.forEach((use, at) -> rows.addObject()
                .put("tenant", use.tenant().toString())
                .put("key", use.key().toString())
                .put("at", at.toString()));
        String json = rows.toString();
        handle.createQuery(LOCK).bind("uses", json).mapTo(UUID.class).list();
        handle.createUpdate(TOUCH).bind("uses", json).execute();
        return handle.createQuery(BEGIN_GRACE)
                .bind("uses", json)
                .map((row, context) -> new TenantId(row.getObject("tenant_id", UUID.class)))
                .list();
    }
}
