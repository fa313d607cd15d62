package dev.atom.core.node;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.NodeScopes.Scope;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** The SQL of scopes that nobody needs any more. While a removal is on record no node is asked for in its scope. */
final class ScopeStore {
    /** A scope this store never put a claim into may be somebody else's. */
    private static final String UNUSED = """
            exists (select from node_claims c
                where c.tenant_id = s.tenant and c.provider = :provider and c.scope = s.scope)
            and not exists (select from node_claims c
                where c.tenant_id = s.tenant and c.provider = :provider and c.scope = s.scope
                  and (c.gone_at is null or c.gone_at > clock_timestamp() - :grace * interval '1 millisecond'))
            """;

    private static final String LONG_UNUSED =
            "select s.scope, s.tenant from unnest(:scopes, :tenants) as s (scope, tenant) where " + UNUSED;

    private static final String BEGIN = """
            insert into node_scope_removals (provider, scope, about_tenant, began_at)
            select :provider, s.scope, s.tenant, clock_timestamp()
            from (values (cast(:scope as text), cast(:tenant as uuid))) as s (scope, tenant) where
            """ + UNUSED + " on conflict do nothing";

    private static final String UNDER_WAY = """
            select scope, about_tenant as tenant from node_scope_removals where provider = :provider
            order by began_at, scope limit :most
            """;

    private static final String ASKING = """
            with before as (
                select provider, scope, uncertain_until from node_scope_removals
                where provider = :provider and scope = :scope for update
            )
            update node_scope_removals r
            set uncertain_until = greatest(before.uncertain_until,
                clock_timestamp() + :horizon * interval '1 millisecond')
            from before where r.provider = before.provider and r.scope = before.scope
            returning before.uncertain_until as before, r.uncertain_until as mine
            """;

    /** Not when somebody has asked since. */
    private static final String ANSWERED = """
            update node_scope_removals set uncertain_until = :before, accepted = accepted or :accepted
            where provider = :provider and scope = :scope and uncertain_until = :mine
            """;

    private static final String OVER = """
            delete from node_scope_removals
            where provider = :provider and scope = :scope and (not accepted or :gone)
              and (uncertain_until is null or uncertain_until <= clock_timestamp())
            """;

    private ScopeStore() {}

    /** Those of the scopes in which no claim has, or has had for so long, a node. */
    static List<Scope> longUnused(Handle handle, String provider, Collection<Scope> scopes, Duration grace) {
        return handle.createQuery(LONG_UNUSED)
                .bind("provider", provider)
                .bind("grace", grace.toMillis())
                .bindArray(
                        "scopes",
                        String.class,
                        scopes.stream().map(Scope::scope).toArray())
                .bindArray(
                        "tenants",
                        UUID.class,
                        scopes.stream().map(scope -> scope.tenant().value()).toArray())
                .map((row, context) -> scope(row.getString("scope"), row.getObject("tenant", UUID.class)))
                .list();
    }

    /** Puts a removal on record if the scope is still unused; a claim that comes later waits for its end. */
    static boolean begin(Handle handle, String provider, Scope scope, Duration grace) {
        ClaimStore.lockTenant(handle, scope.tenant());
        return handle.createUpdate(BEGIN)
                        .bind("provider", provider)
                        .bind("scope", scope.scope())
                        .bind("tenant", scope.tenant().value())
                        .bind("grace", grace.toMillis())
                        .execute()
                == 1;
    }

    /** Removals on record, oldest first. */
    static List<Scope> underWay(Handle handle, String provider, int most) {
        return handle.createQuery(UNDER_WAY)
                .bind("provider", provider)
                .bind("most", most)
                .map((row, context) -> scope(row.getString("scope"), row.getObject("tenant", UUID.class)))
                .list();
    }

    /**
     * A call that may be on its way.
     *
     * @param before until when an earlier one may take effect, if there is one whose outcome is not known
     * @param mine until when this one may, unless its outcome becomes known
     */
    record Ask(Optional<Instant> before, Instant mine) {}

    /** Notes a call that is about to be made, which may take effect until the horizon; empty when the removal is over. */
    static Optional<Ask> asking(Handle handle, String provider, Scope scope, Duration horizon) {
        return of(handle.createQuery(ASKING), provider, scope)
                .bind("horizon", horizon.toMillis())
                .map((row, context) -> new Ask(
                        Optional.ofNullable(row.getTimestamp("before")).map(Timestamp::toInstant),
                        row.getTimestamp("mine").toInstant()))
                .findOne();
    }

    /** Notes that the call's outcome is known. */
    static void answered(Handle handle, String provider, Scope scope, Ask ask, boolean accepted) {
        of(handle.createUpdate(ANSWERED), provider, scope)
                .bind("before", ask.before())
                .bind("mine", ask.mine())
                .bind("accepted", accepted)
                .execute();
    }

    /**
     * Takes a removal off the record, and lets nodes be made in the scope again, unless some call may still take effect.
     *
     * @param gone whether the scope was seen to be gone; without that, one whose removal was accepted stays on record
     */
    static boolean over(Handle handle, String provider, Scope scope, boolean gone) {
        return of(handle.createUpdate(OVER), provider, scope).bind("gone", gone).execute() == 1;
    }

    private static <S extends SqlStatement<S>> S of(S statement, String provider, Scope scope) {
        return statement.bind("provider", provider).bind("scope", scope.scope());
    }

    private static Scope scope(String scope, UUID tenant) {
        return new Scope(scope, new TenantId(tenant));
    }
}
