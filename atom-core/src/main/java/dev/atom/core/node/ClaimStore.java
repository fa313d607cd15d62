package dev.atom.core.node;

import dev.atom.core.db.PageRequest;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.SessionId;
import dev.atom.spi.node.StoreIncarnation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * The SQL of single claims. Each change names the phases it is allowed from, so that of two that contradict one is made; times
 * are the database's.
 */
final class ClaimStore {
    /** Taken before a tenant's nodes are counted, so that two requests cannot both take the last place. */
    private static final String LOCK_TENANT =
            "select pg_advisory_xact_lock(hashtextextended('atom.nodes:' || cast(:tenant as text), 0))";

    private static final String STANDING =
            "select count(*) from node_claims where tenant_id = :tenant and phase <> 'TERMINATED'";

    private static final String INSERT = """
            insert into node_claims as c (tenant_id, id, session_id, store, provider, scope, image, cpus, memory_mb, phase,
                lease_until, deadline, next_attempt_at, created_at)
            select s.tenant_id, :id, s.id, :store, s.provider, :scope, s.image, s.cpus, s.memory_mb, 'PENDING',
                least(s.created_at + :lease * interval '1 millisecond', s.deadline), s.deadline, s.created_at, s.created_at
            from compute_sessions s where s.tenant_id = :tenant and s.id = :session
            returning
            """ + ClaimRow.COLUMNS;

    private static final String FIND =
            "select " + ClaimRow.COLUMNS + " from node_claims c where c.tenant_id = :tenant and c.id = :id";

    private static final String LIST = "select " + ClaimRow.COLUMNS + """
            from node_claims c
            where c.tenant_id = :tenant and c.phase <> 'TERMINATED'
              and (cast(:at as timestamptz) is null or (c.created_at, c.id) > (:at, :after))
            order by c.created_at, c.id
            limit :rows
            """;

    /** Of several that would ask for the node, the one whose count still holds does, when it is due and its scope will stay. */
    private static final String SENDING = """
            update node_claims c set creates = c.creates + 1, create_sent_at = clock_timestamp(),
                next_attempt_at = clock_timestamp() + :wait * interval '1 millisecond'
            where c.tenant_id = :tenant and c.id = :id and c.phase = 'PENDING' and c.creates = :creates
              and c.next_attempt_at <= clock_timestamp()
              and not exists (select from node_scope_removals r where r.provider = c.provider and r.scope = c.scope)
            returning
            """ + ClaimRow.COLUMNS;

    private static final String ADOPT = """
            update node_claims c set external_id = :node, external_uid = :uid, launched_at = clock_timestamp(),
                phase = case c.phase when 'PENDING' then 'LAUNCHED' else c.phase end, absent_since = null,
                next_attempt_at = clock_timestamp()
            where c.tenant_id = :tenant and c.id = :id and c.external_id is null and c.phase in ('PENDING', 'TERMINATING')
              and c.provider = :provider and c.scope = :scope
            returning
            """ + ClaimRow.COLUMNS;

    private static final String READY = """
            update node_claims c set phase = 'READY'
            where c.tenant_id = :tenant and c.id = :id and c.phase = 'LAUNCHED'
            """;

    /** A claim whose node was never asked for has none, and never will: the sending is counted before it happens. */
    private static final String TERMINATE = """
            update node_claims c set phase = case when c.creates = 0 then 'TERMINATED' else 'TERMINATING' end,
                gone_at = case when c.creates = 0 then clock_timestamp() end,
                reason = :reason, released_at = clock_timestamp(), next_attempt_at = clock_timestamp(), absent_since = null
            where c.tenant_id = :tenant and c.phase in ('PENDING', 'LAUNCHED', 'READY') and c.
            """;

    private static final String TERMINATE_ONE = TERMINATE.stripTrailing() + "id = :id returning " + ClaimRow.COLUMNS;

    private static final String TERMINATE_OF_SESSION =
            TERMINATE.stripTrailing() + "session_id = :session returning " + ClaimRow.COLUMNS;

    /** A tenant that may not act may not hold on to what it has either. */
    private static final String RENEW = """
            update node_claims c set idle_until = null,
                lease_until = least(greatest(c.lease_until, clock_timestamp() + :lease * interval '1 millisecond'), c.deadline)
            where c.tenant_id = :tenant and c.session_id = :session and c.phase in ('PENDING', 'LAUNCHED', 'READY')
              and exists (select 1 from tenants t where t.id = :tenant and t.status = 'active')
            returning
            """ + ClaimRow.COLUMNS;

    private static final String LINGER = """
            update node_claims c set
                idle_until = coalesce(c.idle_until, clock_timestamp() + :linger * interval '1 millisecond')
            where c.tenant_id = :tenant and c.session_id = :session and c.phase in ('PENDING', 'LAUNCHED', 'READY')
            """;

    /** As {@link #SENDING}, for the node's end. */
    private static final String DESTROYING = """
            update node_claims c set destroys = c.destroys + 1,
                destroy_asked_at = coalesce(c.destroy_asked_at, clock_timestamp()),
                next_attempt_at = clock_timestamp() + :wait * interval '1 millisecond'
            where c.tenant_id = :tenant and c.id = :id and c.phase = 'TERMINATING' and c.destroys = :destroys
            returning
            """ + ClaimRow.COLUMNS;

    private static final String FAILED = """
            update node_claims c set last_error = :error,
                next_attempt_at = greatest(c.next_attempt_at, clock_timestamp() + :wait * interval '1 millisecond')
            where c.tenant_id = :tenant and c.id = :id and c.phase in ('PENDING', 'TERMINATING')
            """;

    /** What was refused for certain has made no node: it is no longer counted, and who waits only for it is through. */
    private static final String REFUSED = """
            update node_claims c set last_error = :error, creates = greatest(c.creates - 1, 0),
                next_attempt_at = clock_timestamp() + :wait * interval '1 millisecond',
                phase = case when c.phase = 'TERMINATING' and c.creates <= 1 then 'TERMINATED' else c.phase end,
                gone_at = case when c.phase = 'TERMINATING' and c.creates <= 1 then clock_timestamp() end
            where c.tenant_id = :tenant and c.id = :id and c.phase in ('PENDING', 'TERMINATING') and c.external_id is null
            """;

    private static final String BLOCK = """
            update node_claims c set blocked = true
            where c.tenant_id = :tenant and c.id = :id and c.phase = 'TERMINATING' and not c.blocked
              and c.destroy_asked_at < clock_timestamp() - :stuck * interval '1 millisecond'
            """;

    private static final String GONE = """
            update node_claims c set phase = 'TERMINATED', gone_at = clock_timestamp(), blocked = false
            where c.tenant_id = :tenant and c.id = :id and c.phase = 'TERMINATING'
            returning extract(epoch from c.gone_at - c.released_at)
            """;

    private ClaimStore() {}

    static void lockTenant(Handle handle, TenantId tenant) {
        handle.createQuery(LOCK_TENANT)
                .bind("tenant", tenant.value())
                .map((row, context) -> true)
                .one();
    }

    /** How many claims of the tenant may have a node. */
    static int standing(Handle handle, TenantId tenant) {
        return handle.createQuery(STANDING)
                .bind("tenant", tenant.value())
                .mapTo(Integer.class)
                .one();
    }

    /** Makes the claim of a session that is in the store already. */
    static NodeClaim insert(
            Handle handle, ClaimKey key, SessionId session, StoreIncarnation store, String scope, Duration lease) {
        return handle.createQuery(INSERT)
                .bind("tenant", key.tenant().value())
                .bind("id", key.id().value())
                .bind("session", session.value())
                .bind("store", store.value())
                .bind("scope", scope)
                .bind("lease", lease.toMillis())
                .map((row, context) -> ClaimRow.read(row))
                .one();
    }

    static Optional<NodeClaim> find(Handle handle, ClaimKey key) {
        return changed(of(handle.createQuery(FIND), key));
    }

    /** Those that may have a node, oldest first. */
    static List<NodeClaim> list(Handle handle, TenantId tenant, PageRequest page) {
        return handle.createQuery(LIST)
                .bind("tenant", tenant.value())
                .bind("at", page.position().map(cursor -> cursor.at()))
                .bind("after", page.position().map(cursor -> cursor.id()))
                .bind("rows", page.rows())
                .map((row, context) -> ClaimRow.read(row))
                .list();
    }

    /** Counts a create call that is about to be made; empty when it must not be made by this caller. */
    static Optional<NodeClaim> sending(Handle handle, NodeClaim claim, Duration wait) {
        return changed(of(handle.createQuery(SENDING), claim.key())
                .bind("creates", claim.creates())
                .bind("wait", wait.toMillis()));
    }

    /** Writes the claim's node down, unless it has one; empty when nothing was written. */
    static Optional<NodeClaim> adopt(Handle handle, ClaimKey key, NodeRef node) {
        return changed(of(handle.createQuery(ADOPT), key)
                .bind("provider", node.provider())
                .bind("scope", node.scope())
                .bind("node", node.externalId())
                .bind("uid", node.uid()));
    }

    static boolean ready(Handle handle, ClaimKey key) {
        return of(handle.createUpdate(READY), key).execute() == 1;
    }

    /** Ends a live claim; empty when it was not live. */
    static Optional<NodeClaim> terminate(Handle handle, ClaimKey key, EndReason reason) {
        return changed(of(handle.createQuery(TERMINATE_ONE), key).bind("reason", reason.name()));
    }

    /** Ends the session's claim; empty when it was not live. */
    static Optional<NodeClaim> terminate(Handle handle, TenantId tenant, SessionId session, EndReason reason) {
        return changed(
                of(handle.createQuery(TERMINATE_OF_SESSION), tenant, session).bind("reason", reason.name()));
    }

    /** Extends the lease and ends the linger; empty when the claim is not live, or the tenant not active. */
    static Optional<NodeClaim> renew(Handle handle, TenantId tenant, SessionId session, Duration lease) {
        return changed(of(handle.createQuery(RENEW), tenant, session).bind("lease", lease.toMillis()));
    }

    /** Lets the claim end after the linger unless it is renewed before; one that lingers already goes on as it did. */
    static boolean linger(Handle handle, TenantId tenant, SessionId session, Duration linger) {
        return of(handle.createUpdate(LINGER), tenant, session)
                        .bind("linger", linger.toMillis())
                        .execute()
                > 0;
    }

    /** Counts a destroy call that is about to be made; empty when it must not be made by this caller. */
    static Optional<NodeClaim> destroying(Handle handle, NodeClaim claim, Duration wait) {
        return changed(of(handle.createQuery(DESTROYING), claim.key())
                .bind("destroys", claim.destroys())
                .bind("wait", wait.toMillis()));
    }

    /** Notes what stood in the way; the next attempt is not before {@code wait}. */
    static void failed(Handle handle, ClaimKey key, String error, Duration wait) {
        of(handle.createUpdate(FAILED), key)
                .bind("error", error)
                .bind("wait", wait.toMillis())
                .execute();
    }

    /** Takes back the count of a create that was certainly not carried out; the next one is not before {@code wait}. */
    static void refused(Handle handle, ClaimKey key, String error, Duration wait) {
        of(handle.createUpdate(REFUSED), key)
                .bind("error", error)
                .bind("wait", wait.toMillis())
                .execute();
    }

    /** Whether the claim has just become one whose node should have been gone by now. */
    static boolean block(Handle handle, ClaimKey key, Duration stuck) {
        return of(handle.createUpdate(BLOCK), key)
                        .bind("stuck", stuck.toMillis())
                        .execute()
                == 1;
    }

    /** Puts on record that the node is gone, and says how long that took since its release; empty when it was before. */
    static Optional<Duration> gone(Handle handle, ClaimKey key) {
        return of(handle.createQuery(GONE), key)
                .mapTo(Double.class)
                .findOne()
                .map(seconds -> Duration.ofMillis(Math.round(seconds * 1_000)));
    }

    private static <S extends SqlStatement<S>> S of(S statement, ClaimKey key) {
        return statement
                .bind("tenant", key.tenant().value())
                .bind("id", key.id().value());
    }

    private static <S extends SqlStatement<S>> S of(S statement, TenantId tenant, SessionId session) {
        return statement.bind("tenant", tenant.value()).bind("session", session.value());
    }

    private static Optional<NodeClaim> changed(Query change) {
        return change.map((row, context) -> ClaimRow.read(row)).findOne();
    }
}
