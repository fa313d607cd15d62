package dev.atom.core.identity;

import dev.atom.spi.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of users' API keys, beyond what all keys have. */
final class DesktopKeyStore {
    private static final String FREE_SLOTS = """
            with expired as (
                select id from api_keys
                where tenant_id = :tenant and user_id = :user and slot is not null and expires_at <= :now
                order by id for update)
            update api_keys set slot = null where tenant_id = :tenant and id in (select id from expired)
            """;

    /** Takes a free slot, any one, so that those who come together rarely want the same; waits for who took it first. */
    private static final String INSERT_IN_SLOT = """
            insert into api_keys (
                tenant_id, id, key_hash, hint, device_name, device_id, created_at, expires_at, user_id, slot)
            select u.tenant_id, :id, :hash, :hint, :device, :deviceId, :created, :expires, u.id, free.slot
            from users u
            join tenants t on t.id = u.tenant_id and t.status <> 'deleted'
            cross join lateral (
                select s.slot from generate_series(1, :most) s (slot)
                where not exists (
                    select from api_keys k where k.tenant_id = u.tenant_id and k.user_id = u.id and k.slot = s.slot)
                order by random() limit 1) free
            where u.tenant_id = :tenant and u.id = :user and u.status = 'active'
            on conflict (tenant_id, user_id, slot) do nothing
            """;

    private static final String INSERT_IN_PLACE = """
            insert into api_keys (
                tenant_id, id, key_hash, hint, device_name, device_id, created_at, expires_at, user_id, slot)
            values (:tenant, :id, :hash, :hint, :device, :deviceId, :created, :expires, :user, :slot)
            """;

    private static final String IS_FULL = """
            select count(*) >= :most from api_keys where tenant_id = :tenant and user_id = :user and slot is not null
            """;

    private static final String LIST_OF_USER = """
            select %s from api_keys
            where tenant_id = :tenant and user_id = :user
            order by created_at desc, id desc
            limit 200
            """.formatted(ApiKeyStore.COLUMNS);

    private static final String PLACE = """
            select slot from api_keys where tenant_id = :tenant and id = :id
            """;

    private static final String REPLACE = """
            update api_keys set slot = null, replaced_by = :by, grace_until = :until, grace_seconds = :seconds
            where tenant_id = :tenant and id = :id
            """;

    private static final String END_GRACE = """
            update api_keys set grace_until = :now
            where tenant_id = :tenant and replaced_by = :id and grace_until > :now
            """;

    private static final String USERS_WITHOUT_KEY = """
            select u.id, u.username from users u
            where u.tenant_id = :tenant and u.status = 'active' and not exists (
                select from api_keys k
                where k.tenant_id = u.tenant_id and k.user_id = u.id and k.revoked_at is null and k.expires_at > :now)
            order by u.created_at, u.id
            limit 500
            """;

    private static final String IS_DELETED = """
            select not exists (select from tenants where id = :tenant and status <> 'deleted')
            """;

    /** "atomkeys" in ASCII. */
    private static final long BACKFILL = 0x61746f6d6b657973L;

    private DesktopKeyStore() {}

    /** What holds the place of a key that is to be replaced. */
    record Place(Optional<Integer> slot) {}

    /** A user and the name it logs in with. */
    record Keyless(UserId user, String username) {}

    /** Takes the slots of the user's expired keys away. */
    static void freeSlots(Handle handle, TenantId tenant, UserId user, Instant now) {
        handle.createUpdate(FREE_SLOTS)
                .bind("tenant", tenant.value())
                .bind("user", user.value())
                .bind("now", now)
                .execute();
    }

    /** How many rows were inserted: 0 when there is no free slot, another took it, or there is no such active user. */
    static int insertInSlot(Handle handle, NewKey key, UserId user, int most) {
        return ApiKeyStore.bind(handle.createUpdate(INSERT_IN_SLOT), key)
                .bind("user", user.value())
                .bind("most", most)
                .execute();
    }

    /** Inserts a key that takes another's place. */
    static void insertInPlace(Handle handle, NewKey key, Place place) {
        ApiKeyStore.bind(handle.createUpdate(INSERT_IN_PLACE), key)
                .bind("user", key.info().user().map(UserId::value))
                .bind("slot", place.slot())
                .execute();
    }

    /** Whether every slot of the user is taken. */
    static boolean isFull(Handle handle, TenantId tenant, UserId user, int most) {
        return handle.createQuery(IS_FULL)
                .bind("tenant", tenant.value())
                .bind("user", user.value())
                .bind("most", most)
                .mapTo(Boolean.class)
                .one();
    }

    /** Whether the tenant is there no more. */
    static boolean isDeleted(Handle handle, TenantId tenant) {
        return handle.createQuery(IS_DELETED)
                .bind("tenant", tenant.value())
                .mapTo(Boolean.class)
                .one();
    }

    static List<ApiKeyInfo> listOf(Handle handle, TenantId tenant, UserId user) {
        return handle.createQuery(LIST_OF_USER)
                .bind("tenant", tenant.value())
                .bind("user", user.value())
                .map((row, context) -> ApiKeyStore.info(row))
                .list();
    }

    /** Locks a key, and the one whose place it took, until the transaction ends. */
    static Optional<Place> lockToReplace(Handle handle, TenantId tenant, UUID id) {
        ApiKeyStore.lockWithReplaced(handle, tenant, id);
        return handle.createQuery(PLACE)
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map((row, context) -> new Place(Optional.ofNullable(row.getObject("slot", Integer.class))))
                .findOne();
    }

    /** Takes a key's slot, and lets it be accepted until then, or so long after the first use of the other. */
    static void replace(Handle handle, ApiKeyInfo old, ApiKeyInfo by, Instant until, Duration grace) {
        handle.createUpdate(REPLACE)
                .bind("tenant", old.tenant().value())
                .bind("id", old.id())
                .bind("by", by.id())
                .bind("until", until)
                .bind("seconds", grace.toSeconds())
                .execute();
    }

    /** Refuses from now on the key whose place this one took. */
    static void endGrace(Handle handle, TenantId tenant, UUID id, Instant now) {
        ApiKeyStore.timed(handle, END_GRACE, tenant, id, now);
    }

    /** Active users without a live key, some of them. */
    static List<Keyless> usersWithoutKey(Handle handle, TenantId tenant, Instant now) {
        return handle.createQuery(USERS_WITHOUT_KEY)
                .bind("tenant", tenant.value())
                .bind("now", now)
                .map((row, context) ->
                        new Keyless(new UserId(row.getObject("id", UUID.class)), row.getString("username")))
                .list();
    }

    /** As {@link ApiKeyStore#lockBootstrap}, for issuing keys to those who have none. */
    static void lockBackfill(Handle handle) {
        ApiKeyStore.lock(handle, BACKFILL);
    }
}
