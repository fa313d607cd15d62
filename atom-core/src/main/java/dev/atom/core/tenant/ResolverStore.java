package dev.atom.core.tenant;

import dev.atom.core.identity.ApiKeyDigest;
import dev.atom.spi.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of resolving: one call of the function that may look facts up before their tenant is known. */
final class ResolverStore {
    private static final String RESOLVE = """
            select fact, tenant_id, tenant_slug, name, plan_type, ai_mode, status, tenant_created_at,
                   key_id, expires_at, revoked_at, requests_per_minute, tokens_per_minute, concurrent_calls
            from atom_resolve(cast(:hash as bytea), cast(:workspace as uuid), cast(:slug as text))
            left join lateral atom_tenant_limits(tenant_id) on true
            """;

    private ResolverStore() {}

    /** One row for each fact that was asked for and exists. */
    static List<FoundFact> resolve(Handle handle, AskedFacts asked) {
        return handle.createQuery(RESOLVE)
                .bind("hash", asked.credential().map(ApiKeyDigest::bytes).orElse(null))
                .bind("workspace", asked.workspace().map(id -> id.value()))
                .bind("slug", asked.host().map(Slug::value))
                .map((row, context) -> fact(row))
                .list();
    }

    private static FoundFact fact(ResultSet row) throws SQLException {
        Tenant tenant = new Tenant(
                new TenantId(row.getObject("tenant_id", UUID.class)),
                new Slug(row.getString("tenant_slug")),
                row.getString("name"),
                Plan.parse(row.getString("plan_type")),
                AiMode.parse(row.getString("ai_mode")),
                TenantStatus.parse(row.getString("status")),
                LimitOverrides.of(row),
                row.getTimestamp("tenant_created_at").toInstant());
        FactKind kind = FactKind.valueOf(row.getString("fact").toUpperCase(Locale.ROOT));
        return new FoundFact(kind, tenant, kind == FactKind.CREDENTIAL ? Optional.of(key(row)) : Optional.empty());
    }

    private static FoundFact.Key key(ResultSet row) throws SQLException {
        return new FoundFact.Key(
                row.getObject("key_id", UUID.class),
                row.getTimestamp("expires_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("revoked_at")).map(Timestamp::toInstant));
    }
}
