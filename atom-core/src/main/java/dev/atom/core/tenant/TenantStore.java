package dev.atom.core.tenant;

import dev.atom.core.db.PageRequest;
import dev.atom.spi.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of tenant administration; runs as the platform. */
final class TenantStore {
    private static final String INSERT = """
            insert into tenants (id, slug, name, plan_type, ai_mode, status, created_at,
                                 requests_per_minute, tokens_per_minute, concurrent_calls)
            values (:id, :slug, :name, :plan, :mode, :status, :created, :requests, :tokens, :calls)
            on conflict (slug) do nothing
            """;

    private static final String FIND = """
            select id, slug, name, plan_type, ai_mode, status, created_at,
                   requests_per_minute, tokens_per_minute, concurrent_calls
            from tenants where id = :id
            """;

    private static final String LOCK = """
            select id, slug, name, plan_type, ai_mode, status, created_at,
                   requests_per_minute, tokens_per_minute, concurrent_calls
            from tenants where id = :id for update
            """;

    private static final String FIND_BY_SLUG = """
            select id, slug, name, plan_type, ai_mode, status, created_at,
                   requests_per_minute, tokens_per_minute, concurrent_calls
            from tenants where slug = :slug
            """;

    private static final String LIST = """
            select id, slug, name, plan_type, ai_mode, status, created_at,
                   requests_per_minute, tokens_per_minute, concurrent_calls
            from tenants
            where cast(:at as timestamptz) is null or (created_at, id) > (:at, :after)
            order by created_at, id
            limit :rows
            """;

    private static final String UPDATE = """
            update tenants set name = :name, plan_type = :plan, ai_mode = :mode, status = :status,
                   requests_per_minute = :requests, tokens_per_minute = :tokens, concurrent_calls = :calls
            where id = :id
            """;

    private TenantStore() {}

    /** How many rows were inserted: 0 when the slug is taken. */
    static int insert(Handle handle, Tenant tenant) {
        return handle.createUpdate(INSERT)
                .bind("id", tenant.id().value())
                .bind("slug", tenant.slug().value())
                .bind("name", tenant.name())
                .bind("plan", tenant.plan().wireName())
                .bind("mode", tenant.aiMode().wireName())
                .bind("status", tenant.status().wireName())
                .bind("requests", tenant.limits().requestsPerMinute())
                .bind("tokens", tenant.limits().tokensPerMinute())
                .bind("calls", tenant.limits().concurrentCalls())
                .bind("created", tenant.createdAt())
                .execute();
    }

    static Optional<Tenant> find(Handle handle, TenantId id) {
        return handle.createQuery(FIND)
                .bind("id", id.value())
                .map((row, context) -> tenant(row))
                .findOne();
    }

    /** The tenant, which nobody else changes before the transaction ends. */
    static Optional<Tenant> lock(Handle handle, TenantId id) {
        return handle.createQuery(LOCK)
                .bind("id", id.value())
                .map((row, context) -> tenant(row))
                .findOne();
    }

    static Optional<Tenant> find(Handle handle, Slug slug) {
        return handle.createQuery(FIND_BY_SLUG)
                .bind("slug", slug.value())
                .map((row, context) -> tenant(row))
                .findOne();
    }

    static List<Tenant> list(Handle handle, PageRequest page) {
        return handle.createQuery(LIST)
                .bind("at", page.position().map(cursor -> cursor.at()))
                .bind("after", page.position().map(cursor -> cursor.id()))
                .bind("rows", page.rows())
                .map((row, context) -> tenant(row))
                .list();
    }

    static void update(Handle handle, Tenant tenant) {
        handle.createUpdate(UPDATE)
                .bind("id", tenant.id().value())
                .bind("name", tenant.name())
                .bind("plan", tenant.plan().wireName())
                .bind("mode", tenant.aiMode().wireName())
                .bind("status", tenant.status().wireName())
                .bind("requests", tenant.limits().requestsPerMinute())
                .bind("tokens", tenant.limits().tokensPerMinute())
                .bind("calls", tenant.limits().concurrentCalls())
                .execute();
    }

    private static Tenant tenant(ResultSet row) throws SQLException {
        return new Tenant(
                new TenantId(row.getObject("id", UUID.class)),
                new Slug(row.getString("slug")),
                row.getString("name"),
                Plan.parse(row.getString("plan_type")),
                AiMode.parse(row.getString("ai_mode")),
                TenantStatus.parse(row.getString("status")),
                LimitOverrides.of(row),
                row.getTimestamp("created_at").toInstant());
    }
}
