package dev.atom.core.node;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.NodeRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The SQL over the claims of all tenants, for the platform's own work. Times are the database's. */
final class ReconcileStore {
    private static final int FETCH = 1_000;

    private static final String NOW = "select clock_timestamp()";

    private static final String BY_ID = """
            select tenant_id, id, phase, provider, scope, external_id, external_uid, absent_since, version
            from node_claims where id = any (:ids)
            """;

    /** What was committed or got its node after the listing began may rightly be missing from it. */
    private static final String STANDING = """
            select tenant_id, id, phase, provider, scope, external_id, external_uid,
                coalesce(absent_since <= clock_timestamp() - :staleness * interval '1 millisecond', false) as suspected,
                coalesce(create_sent_at <= clock_timestamp() - :horizon * interval '1 millisecond', true) as settled
            from node_claims
            where provider = :provider and phase in ('LAUNCHED', 'READY', 'TERMINATING') and created_at < :began
              and (launched_at is null or launched_at < :began)
            """;

    private static final String SUSPECT = """
            update node_claims set absent_since = clock_timestamp()
            where id = any (:ids) and absent_since is null and phase <> 'TERMINATED'
            """;

    private static final String SEEN = """
            update node_claims set absent_since = null where id = any (:ids) and absent_since is not null
            """;

    private static final String OVER = """
            c.phase in ('PENDING', 'LAUNCHED', 'READY') and (c.lease_until < clock_timestamp()
                or c.idle_until < clock_timestamp() or c.deadline < clock_timestamp() or t.status = 'deleted')
            """;

    /** Of {@link #OVER} what no heartbeat prevents. */
    private static final String OVER_FOR_GOOD = """
            c.phase in ('PENDING', 'LAUNCHED', 'READY') and (c.deadline < clock_timestamp() or t.status = 'deleted')
            """;

    private static final String ENDED = """
            update node_claims c set phase = case when c.creates = 0 then 'TERMINATED' else 'TERMINATING' end,
                gone_at = case when c.creates = 0 then clock_timestamp() end,
                released_at = clock_timestamp(), next_attempt_at = clock_timestamp(), absent_since = null,
                reason = case when t.status = 'deleted' then 'TENANT_DELETED'
                    when c.deadline < clock_timestamp() then 'DEADLINE'
                    when c.idle_until < clock_timestamp() then 'IDLE' else 'LEASE_EXPIRED' end
            from tenants t
            where t.id = c.tenant_id and (c.tenant_id, c.id) in (
                select c.tenant_id, c.id from node_claims c join tenants t on t.id = c.tenant_id where
            """;

    /** The outer condition is what is looked at again when a heartbeat held the row. */
    private static final String EXPIRE = ENDED + OVER + " limit :most) and " + OVER + " returning " + ClaimRow.COLUMNS;

    private static final String EXPIRE_FOR_GOOD =
            ENDED + OVER_FOR_GOOD + " limit :most) and " + OVER_FOR_GOOD + " returning " + ClaimRow.COLUMNS;

    /** Nobody could renew a lease while the store, or everybody who looks after it, was away. */
    private static final String EXTEND = """
            update node_claims set idle_until = case when idle_until < clock_timestamp() then null else idle_until end,
                lease_until = least(greatest(lease_until, clock_timestamp() + :lease * interval '1 millisecond'), deadline)
            where phase in ('PENDING', 'LAUNCHED', 'READY')
              and (lease_until between :since and clock_timestamp() or idle_until between :since and clock_timestamp())
            """;

    /** Locked in one order: several servers may hear of the same sessions, and must not wait for each other in a circle. */
    private static final String RENEW = """
            with heard as (
                select c.tenant_id, c.id
                from node_claims c
                join unnest(:tenants, :sessions) as late (tenant, session)
                  on c.tenant_id = late.tenant and c.session_id = late.session
                where c.phase in ('PENDING', 'LAUNCHED', 'READY')
                  and exists (select 1 from tenants t where t.id = c.tenant_id and t.status = 'active')
                order by c.tenant_id, c.id
                for update of c)
            update node_claims c set idle_until = null,
                lease_until = least(greatest(c.lease_until, clock_timestamp() + :lease * interval '1 millisecond'), c.deadline)
            from heard
            where c.tenant_id = heard.tenant_id and c.id = heard.id and c.phase in ('PENDING', 'LAUNCHED', 'READY')
            """;

    private static final String DUE = "select " + ClaimRow.COLUMNS + """
            from node_claims c
            where c.next_attempt_at <= clock_timestamp() and c.provider = any (:providers)
              and (c.phase = 'PENDING' or (c.phase = 'TERMINATING' and c.external_id is not null))
            order by c.next_attempt_at
            limit :most
            """;

    private static final String COUNT =
            "select phase, count(*) as claims from node_claims where phase <> 'TERMINATED' group by phase";

    private static final String BLOCKED = "select count(*) from node_claims where phase = 'TERMINATING' and blocked";

    private ReconcileStore() {}

    static Instant now(Handle handle) {
        return handle.createQuery(NOW).mapTo(Instant.class).one();
    }

    /** The claims of these ids; more than one row for an id only when rows were planted. */
    static List<StandingClaim> byId(Handle handle, Collection<ClaimId> ids) {
        return handle.createQuery(BY_ID)
                .bindArray("ids", UUID.class, ids.stream().map(ClaimId::value).toArray())
                .map((row, context) -> new StandingClaim(
                        key(row),
                        ClaimPhase.valueOf(row.getString("phase")),
                        row.getString("provider"),
                        node(row),
                        row.getTimestamp("absent_since") != null,
                        row.getInt("version")))
                .list();
    }

    /** Hands over every claim whose node a list that began then should show. */
    static void standing(
            Handle handle,
            String provider,
            Instant began,
            Duration staleness,
            Duration horizon,
            Consumer<AbsentClaim> each) {
        try (Stream<AbsentClaim> rows = handle
                .createQuery(STANDING)
                .setFetchSize(FETCH)
                .bind("provider", provider)
                .bind("began", began)
                .bind("staleness", staleness.toMillis())
                .bind("horizon", horizon.toMillis())
                .map((row, context) -> new AbsentClaim(
                        key(row),
                        ClaimPhase.valueOf(row.getString("phase")),
                        row.getString("scope"),
                        node(row),
                        row.getBoolean("suspected"),
                        row.getBoolean("settled")))
                .stream()) {
            rows.forEach(each);
        }
    }

    /** Notes that the claims' nodes were missing, unless that is noted already. */
    static void suspect(Handle handle, Collection<ClaimId> ids) {
        handle.createUpdate(SUSPECT)
                .bindArray("ids", UUID.class, ids.stream().map(ClaimId::value).toArray())
                .execute();
    }

    /** Forgets that the claims' nodes were missing. */
    static void seen(Handle handle, Collection<ClaimId> ids) {
        handle.createUpdate(SEEN)
                .bindArray("ids", UUID.class, ids.stream().map(ClaimId::value).toArray())
                .execute();
    }

    /** Ends claims whose time is over, at most so many. */
    static List<NodeClaim> expire(Handle handle, int most) {
        return ended(handle.createQuery(EXPIRE), most);
    }

    /** Of those only what no heartbeat could have kept: by their deadline, and those of deleted tenants. */
    static List<NodeClaim> expireForGood(Handle handle, int most) {
        return ended(handle.createQuery(EXPIRE_FOR_GOOD), most);
    }

    private static List<NodeClaim> ended(Query expire, int most) {
        return expire.bind("most", most)
                .map((row, context) -> ClaimRow.read(row))
                .list();
    }

    /** Extends leases that lapsed since then; how many. */
    static int extend(Handle handle, Instant since, Duration lease) {
        return handle.createUpdate(EXTEND)
                .bind("since", since)
                .bind("lease", lease.toMillis())
                .execute();
    }

    /** Extends the leases of these sessions as their heartbeats would have. */
    static void renew(Handle handle, Collection<LateHeartbeats.Session> sessions, Duration lease) {
        if (!sessions.isEmpty()) {
            handle.createUpdate(RENEW)
                    .bindArray(
                            "tenants",
                            UUID.class,
                            sessions.stream().map(one -> one.tenant().value()).toArray())
                    .bindArray(
                            "sessions",
                            UUID.class,
                            sessions.stream().map(one -> one.id().value()).toArray())
                    .bind("lease", lease.toMillis())
                    .execute();
        }
    }

    /** Claims for which a call to their provider is due, longest due first. */
    static List<NodeClaim> due(Handle handle, Collection<String> providers, int most) {
        return handle.createQuery(DUE)
                .bindArray("providers", String.class, providers.toArray())
                .bind("most", most)
                .map((row, context) -> ClaimRow.read(row))
                .list();
    }

    /** How many claims stand in each phase; the last one is not counted. */
    static Map<ClaimPhase, Long> count(Handle handle) {
        Map<ClaimPhase, Long> counts = new EnumMap<>(ClaimPhase.class);
        handle.createQuery(COUNT)
                .map((row, context) -> Map.entry(ClaimPhase.valueOf(row.getString("phase")), row.getLong("claims")))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    static long blocked(Handle handle) {
        return handle.createQuery(BLOCKED).mapTo(Long.class).one();
    }

    private static ClaimKey key(ResultSet row) throws SQLException {
        return new ClaimKey(
                new TenantId(row.getObject("tenant_id", UUID.class)), new ClaimId(row.getObject("id", UUID.class)));
    }

    private static Optional<NodeRef> node(ResultSet row) throws SQLException {
        String id = row.getString("external_id");
        return id == null
                ? Optional.empty()
                : Optional.of(new NodeRef(
                        row.getString("provider"), row.getString("scope"), id, row.getString("external_uid")));
    }
}
