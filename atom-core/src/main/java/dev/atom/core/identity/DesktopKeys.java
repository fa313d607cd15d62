package dev.atom.core.identity;

import dev.atom.core.audit.Caller;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;

/**
 * The API keys of each user, in the user's own hands. Guarantees, whatever happens at the same time in any number of processes: a
 * user never has more active keys than {@link KeySettings#maxPerUser}, and beside each at most one in grace; of two rotations of
 * a key one succeeds; a key that is revoked takes the one whose place it took along. Every change is audited in its own
 * transaction, and known at once in this process and within five seconds in every other. Thread-safe; methods block on the
 * database.
 */
public final class DesktopKeys {
    /** How long a key that was rotated is accepted at most, also when the new one is never used. */
    public static final Duration ROTATION_DEADLINE = Duration.ofDays(7);

    /** How long a key is accepted after the first use of the new one, when nobody says. */
    public static final Duration USUAL_GRACE = Duration.ofHours(1);

    private final KeyParts parts;

    /** Keys over these parts. */
    public DesktopKeys(KeyParts parts) {
        this.parts = parts;
    }

    /**
     * Issues a key.
     *
     * @throws AtomException KEY_LIMIT_REACHED when the user has as many active keys as allowed; NOT_FOUND when there is no such
     *     active user, or the tenant was deleted
     */
    public IssuedKey generate(Caller by, UserId user, KeyRequest wanted) {
        NewKey key = parts.draft().of(by.tenant(), Optional.of(user), wanted);
        return parts.change(by.tenant(), handle -> generate(handle, by, user, key));
    }

    /** The user's keys, newest first, the last 200, expired, replaced and revoked ones included. */
    public List<ApiKeyInfo> list(Caller caller, UserId user) {
        return parts.db().in(caller.tenant(), handle -> DesktopKeyStore.listOf(handle, caller.tenant(), user));
    }

    /** A key of the tenant, whoever's it is. */
    public Optional<ApiKeyInfo> find(Caller caller, UUID id) {
        return parts.db().in(caller.tenant(), handle -> ApiKeyStore.find(handle, caller.tenant(), id));
    }

    /**
     * Revokes a key for good, with the one whose place it took; a key already revoked stays as it is.
     *
     * @throws AtomException NOT_FOUND when the user has no such key
     */
    public void revoke(Caller by, UserId user, UUID id) {
        parts.change(
                by.tenant(), handle -> ApiKeys.revoke(handle, parts, by.actor(), own(handle, by.tenant(), user, id)));
    }

    /**
     * Issues a key for the same device that takes the place of one. The old one is accepted until the new one is used for the
     * first time and {@code grace} has passed since, but not beyond {@link #ROTATION_DEADLINE} or its own expiry. One that was still
     * in grace for it is not accepted any more.
     *
     * @param grace nothing to {@link #ROTATION_DEADLINE}
     * @throws AtomException VALIDATION_ERROR for the grace; NOT_FOUND when the user has no such key; CONFLICT when it is not
     *     active, such as when another rotation came first
     */
    public IssuedKey rotate(Caller by, UserId user, UUID id, Duration grace) {
        if (grace.isNegative() || grace.compareTo(ROTATION_DEADLINE) > 0) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR, "grace must be 0 to " + ROTATION_DEADLINE.toSeconds() + " seconds");
        }
        return parts.change(by.tenant(), handle -> {
            own(handle, by.tenant(), user, id);
            DesktopKeyStore.Place place =
                    DesktopKeyStore.lockToReplace(handle, by.tenant(), id).orElseThrow(() -> KeyParts.unknown(id));
            // Read again: it may have been changed while the lock was waited for.
            ApiKeyInfo old = own(handle, by.tenant(), user, id);
            Instant now = parts.now();
            if (old.state(now) != ApiKeyInfo.State.ACTIVE || place.slot().isEmpty()) {
                throw new AtomException(
                        ErrorCode.CONFLICT,
                        "API key " + id + " is " + old.state(now).wireName() + ": only an active key can be rotated");
            }
            return replace(handle, by, old, place, grace, now);
        });
    }

    /**
     * Issues a key to every active user of the tenant who has none that is alive, and shows each once. Of several that do so at
     * once each user gets one key. What was shown is committed.
     *
     * @param show takes the username and the key, which is closed afterwards
     * @return how many were issued
     */
    public int backfill(Caller by, KeyRequest wanted, BiConsumer<String, IssuedKey> show) {
        int issued = 0;
        while (true) {
            List<DesktopKeyStore.Keyless> keyless = parts.db()
                    .in(by.tenant(), handle -> DesktopKeyStore.usersWithoutKey(handle, by.tenant(), parts.now()));
            int before = issued;
            for (DesktopKeyStore.Keyless next : keyless) {
                Optional<IssuedKey> key = issueToKeyless(by, next.user(), wanted);
                if (key.isPresent()) {
                    try (IssuedKey fresh = key.get()) {
                        show.accept(next.username(), fresh);
                    }
                    issued++;
                }
            }
            if (issued == before) {
                return issued;
            }
        }
    }

    private Optional<IssuedKey> issueToKeyless(Caller by, UserId user, KeyRequest wanted) {
        NewKey key = parts.draft().of(by.tenant(), Optional.of(user), wanted);
        return parts.change(by.tenant(), handle -> {
            DesktopKeyStore.lockBackfill(handle);
            boolean keyless = DesktopKeyStore.usersWithoutKey(handle, by.tenant(), parts.now()).stream()
                    .anyMatch(one -> one.user().equals(user));
            return keyless ? Optional.of(generate(handle, by, user, key)) : Optional.<IssuedKey>empty();
        });
    }

    /**
     * A try fails when another transaction took the slot that was chosen, and then that slot is seen to be taken: as many tries
     * as there are slots come to an end, but for keys that are revoked meanwhile, which make room.
     */
    private IssuedKey generate(Handle handle, Caller by, UserId user, NewKey key) {
        int most = parts.settings().maxPerUser();
        DesktopKeyStore.freeSlots(handle, by.tenant(), user, parts.now());
        for (int tries = 0; tries < 4 * most + 4; tries++) {
            if (DesktopKeyStore.isFull(handle, by.tenant(), user, most)) {
                throw new AtomException(
                        ErrorCode.KEY_LIMIT_REACHED,
                        "the user has " + most + " active API keys, which is the most: revoke one first");
            }
            if (DesktopKeyStore.insertInSlot(handle, key, user, most) == 1) {
                return parts.issued(handle, by.actor(), key);
            }
            requireActive(handle, by.tenant(), user);
            requireTenant(handle, by.tenant());
        }
        throw new AtomException(ErrorCode.UNAVAILABLE, "the user's keys change too fast: try again");
    }

    private static void requireActive(Handle handle, TenantId tenant, UserId user) {
        boolean active = UserStore.find(handle, tenant, user)
                .filter(found -> found.status() == UserStatus.ACTIVE)
                .isPresent();
        if (!active) {
            throw new AtomException(ErrorCode.NOT_FOUND, "there is no active user " + user);
        }
    }

    private static void requireTenant(Handle handle, TenantId tenant) {
        if (DesktopKeyStore.isDeleted(handle, tenant)) {
            throw new AtomException(ErrorCode.NOT_FOUND, "tenant " + tenant + " was deleted");
        }
    }

    private IssuedKey replace(
            Handle handle, Caller by, ApiKeyInfo old, DesktopKeyStore.Place place, Duration grace, Instant now) {
        NewKey key = parts.draft().like(old);
        Instant deadline = now.plus(ROTATION_DEADLINE);
        Instant until = deadline.isBefore(old.times().expiresAt())
                ? deadline
                : old.times().expiresAt();
        DesktopKeyStore.endGrace(handle, old.tenant(), old.id(), now);
        DesktopKeyStore.replace(handle, old, key.info(), until, grace);
        DesktopKeyStore.insertInPlace(handle, key, place);
        Map<String, String> details =
                Map.of("by", key.info().id().toString(), "grace_seconds", Long.toString(grace.toSeconds()));
        parts.record(handle, by.actor(), "api_key.rotate", old, details);
        return parts.issued(handle, by.actor(), key);
    }

    private static ApiKeyInfo own(Handle handle, TenantId tenant, UserId user, UUID id) {
        return ApiKeyStore.find(handle, tenant, id)
                .filter(key -> key.user().equals(Optional.of(user)))
                .orElseThrow(() -> KeyParts.unknown(id));
    }
}
