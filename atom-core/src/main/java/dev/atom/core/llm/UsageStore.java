package dev.atom.core.llm;

import dev.atom.core.db.PageCursor;
import dev.atom.core.db.PageRequest;
import dev.atom.spi.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The SQL of {@code llm_usage}. */
final class UsageStore {
    private static final PageCursor NEWEST = new PageCursor(Instant.parse("9999-01-01T00:00:00Z"), new UUID(-1L, -1L));

    private static final String INSERT = """
            insert into llm_usage (tenant_id, id, at, request_id, actor, provider, model, origin, key_version, streamed,
              outcome, prompt_tokens, completion_tokens, estimated, latency_ms)
            select * from unnest(:tenant::uuid[], :id::uuid[], :at::timestamptz[], :request::text[], :actor::text[],
              :provider::text[], :model::text[], :origin::text[], :version::int[], :streamed::boolean[],
              :outcome::text[], :prompt::bigint[], :completion::bigint[], :estimated::boolean[], :latency::bigint[])
            """;

    private static final String LIST = """
            select tenant_id, id, at, request_id, actor, provider, model, origin, key_version, streamed, outcome,
              prompt_tokens, completion_tokens, estimated, latency_ms
            from llm_usage
            where tenant_id = :tenant and (at, id) < (:beforeAt, :beforeId)
            order by at desc, id desc
            limit :limit
            """;

    /** Of any tenants, as the platform. */
    void insert(Handle handle, List<UsageRecord> rows) {
        handle.createUpdate(INSERT)
                .bind("tenant", column(rows, "uuid", Object[]::new, row -> row.tenant()
                        .value()))
                .bind("id", column(rows, "uuid", Object[]::new, UsageRecord::id))
                .bind("at", column(rows, "timestamptz", Object[]::new, row -> Timestamp.from(row.at())))
                .bind("request", column(rows, "text", String[]::new, row -> row.requestId()
                        .orElse(null)))
                .bind("actor", column(rows, "text", String[]::new, UsageRecord::actor))
                .bind("provider", column(rows, "text", String[]::new, UsageRecord::provider))
                .bind("model", column(rows, "text", String[]::new, UsageRecord::model))
                .bind("origin", column(rows, "text", String[]::new, UsageRecord::origin))
                .bind("version", column(rows, "int4", Integer[]::new, UsageRecord::keyVersion))
                .bind("streamed", column(rows, "bool", Boolean[]::new, UsageRecord::streamed))
                .bind("outcome", column(rows, "text", String[]::new, UsageRecord::outcome))
                .bind("prompt", column(rows, "int8", Long[]::new, UsageRecord::promptTokens))
                .bind("completion", column(rows, "int8", Long[]::new, UsageRecord::completionTokens))
                .bind("estimated", column(rows, "bool", Boolean[]::new, UsageRecord::estimated))
                .bind("latency", column(rows, "int8", Long[]::new, UsageRecord::latencyMillis))
                .execute();
    }

    /** An array of the element's own class travels in binary; one of objects is written out as text, character by character. */
    private static <T> Argument column(
            List<UsageRecord> rows,
            String type,
            IntFunction<@Nullable T[]> array,
            Function<UsageRecord, ? extends @Nullable T> value) {
        @Nullable T[] values = rows.stream().map(value).toArray(array);
        return (position, statement, ctx) ->
                statement.setArray(position, statement.getConnection().createArrayOf(type, values));
    }

    List<UsageRecord> list(Handle handle, TenantId tenant, PageRequest page) {
        PageCursor before = page.position().orElse(NEWEST);
        return handle.createQuery(LIST)
                .bind("tenant", tenant.value())
                .bind("beforeAt", Timestamp.from(before.at()))
                .bind("beforeId", before.id())
                .bind("limit", page.rows())
                .map(UsageStore::row)
                .list();
    }

    private static UsageRecord row(ResultSet row, StatementContext ctx) throws SQLException {
        return new UsageRecord(
                new TenantId(row.getObject("tenant_id", UUID.class)),
                row.getObject("id", UUID.class),
                row.getTimestamp("at").toInstant(),
                Optional.ofNullable(row.getString("request_id")),
                row.getString("actor"),
                row.getString("provider"),
                row.getString("model"),
                row.getString("origin"),
                row.getInt("key_version"),
                row.getBoolean("streamed"),
                row.getString("outcome"),
                row.getLong("prompt_tokens"),
                row.getLong("completion_tokens"),
                row.getBoolean("estimated"),
                row.getLong("latency_ms"));
    }
}
