package dev.atom.core.node;

import dev.atom.core.db.Database;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.StoreIncarnation;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Claims in great numbers, as if their nodes had been asked for and seen running ten minutes ago. */
public final class Fleet {
    private static final String SESSIONS = """
            insert into compute_sessions (tenant_id, id, provider, image, cpus, memory_mb, created_at, deadline)
            select :tenant, claim, :provider, 'desktop', 1, 256, clock_timestamp() - interval '10 minutes',
                clock_timestamp() + interval '10 hours'
            from unnest(:claims) claim
            """;

    private static final String CLAIMS = """
            insert into node_claims (tenant_id, id, session_id, store, provider, scope, image, cpus, memory_mb, phase,
                external_id, external_uid, lease_until, deadline, creates, create_sent_at, next_attempt_at, created_at,
                launched_at)
            select :tenant, claim, claim, :store, :provider, :scope, 'desktop', 1, 256, 'READY', node, node,
                clock_timestamp() + interval '9 hours', clock_timestamp() + interval '10 hours', 1,
                clock_timestamp() - interval '10 minutes', clock_timestamp(),
                clock_timestamp() - interval '10 minutes', clock_timestamp() - interval '10 minutes'
            from unnest(:claims, :nodes) as planted (claim, node)
            """;

    private static final String TENANTS = """
            insert into tenants (id, slug, name, plan_type, ai_mode, status)
            select id, 'fleet-' || id, 'Fleet', 'enterprise', 'byok', 'active' from unnest(:ids) id
            """;

    private final Database database;
    private final String provider;

    /** The claims of one provider. */
    public Fleet(Database database, String provider) {
        this.database = database;
        this.provider = provider;
    }

    /** Makes tenants. */
    public List<TenantId> tenants(int count) {
        List<UUID> ids = Stream.generate(UUID::randomUUID).limit(count).toList();
        database.system().run(handle -> handle.createUpdate(TENANTS)
                .bindArray("ids", UUID.class, ids.toArray())
                .execute());
        return ids.stream().map(TenantId::new).toList();
    }

    /**
     * Plants a tenant's claims, all in one scope. The session of a claim has the claim's own id.
     *
     * @param claims their ids
     * @param nodes their nodes' external ids, which are their uids too, in the same order
     */
    public void plant(TenantId tenant, String scope, List<UUID> claims, List<String> nodes) {
        UUID store = store().value();
        database.tenants().run(tenant, handle -> {
            insert(handle, SESSIONS, tenant, claims).execute();
            insert(handle, CLAIMS, tenant, claims)
                    .bind("store", store)
                    .bind("scope", scope)
                    .bindArray("nodes", String.class, nodes.toArray())
                    .execute();
        });
    }

    private Update insert(Handle handle, String sql, TenantId tenant, List<UUID> claims) {
        return handle.createUpdate(sql)
                .bind("tenant", tenant.value())
                .bind("provider", provider)
                .bindArray("claims", UUID.class, claims.toArray());
    }

    /** The life of the store that the claims are of. */
    public StoreIncarnation store() {
        return database.system().in(IncarnationStore::recorded);
    }

    /** Lets claims whose nodes were missed have been missed so much earlier. */
    public void missEarlier(Duration time) {
        database.system().run(handle -> handle.createUpdate("update node_claims set absent_since = absent_since"
                        + " - :time * interval '1 millisecond' where absent_since is not null")
                .bind("time", time.toMillis())
                .execute());
    }
}
