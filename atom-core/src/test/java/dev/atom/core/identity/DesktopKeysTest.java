package dev.atom.core.identity;

import static dev.atom.core.tenant.Failures.assertFails;
import static dev.atom.core.tenant.TenancyFixture.race;
import static dev.atom.core.tenant.TenancyFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.audit.Actor;
import dev.atom.core.identity.ApiKeyInfo.State;
import dev.atom.core.tenant.RequestFacts;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.core.tenant.TenantChange;
import dev.atom.core.tenant.TenantResolver;
import dev.atom.core.tenant.TenantStatus;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DesktopKeysTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final KeyFixture fixture = new KeyFixture();
    private final DesktopKeys keys = fixture.keys;
    private final UserId user = fixture.user();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aKeyIsOfItsUserAndDevice() {
        IssuedKey key = keys.generate(
                fixture.caller,
                user,
                new KeyRequest("laptop", Optional.of("serial-1"), Optional.of(Duration.ofDays(7))));

        assertThat(key.info().user()).contains(user);
        assertThat(keys.list(fixture.caller, user)).containsExactly(key.info());
        assertThat(key.info().device()).isEqualTo(new ApiKeyInfo.Device("laptop", Optional.of("serial-1")));
        assertThat(Duration.between(
                        key.info().times().createdAt(), key.info().times().expiresAt()))
                .isEqualTo(Duration.ofDays(7));
        assertThat(fixture.generate(user).info().times().expiresAt())
                .isEqualTo(key.info().times().createdAt().plus(Duration.ofDays(365)));
        assertThat(keys.list(fixture.caller, user).toString())
                .doesNotContain(text(key).substring(12));
    }

    @Test
    void aKeyCarriesWhatItsUserMayDoButNothingThatConcernsPeople() {
        fixture.grant(user, "operator");
        UserId admin = fixture.user();
        fixture.grant(admin, "admin");

        ResolvedCaller resolved = resolve(text(fixture.generate(user)));
        assertThat(resolved.holder().user()).contains(user);
        assertThat(resolved.caller().actor().kind()).isEqualTo(Actor.Kind.API_KEY);
        assertThat(resolved.permissions())
                .contains(Permission.LLM_USE)
                .doesNotContain(Permission.VAULT_WRITE, Permission.USERS_READ);
        assertThat(resolve(text(fixture.generate(admin))).permissions())
                .isEqualTo(Permission.ofKeysOf(fixture.tenant.id()));
        assertThat(resolve(text(fixture.generate(fixture.user()))).permissions())
                .isEmpty();
    }

    @Test
    void theSixthKeyIsRefusedUntilOneIsRevokedOrExpires() {
        List<IssuedKey> five = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            five.add(fixture.generate(user));
        }
        keys.generate(fixture.caller, user, new KeyRequest("short", Optional.empty(), Optional.of(HOUR)));
        AtomException refused = assertFails(ErrorCode.KEY_LIMIT_REACHED, () -> fixture.generate(user));
        assertThat(refused).hasMessageContaining("5 active API keys");

        keys.revoke(fixture.caller, user, five.get(0).info().id());
        IssuedKey again = fixture.generate(user);
        assertFails(ErrorCode.KEY_LIMIT_REACHED, () -> fixture.generate(user));

        fixture.tenancy.time.pass(HOUR);
        fixture.generate(user);
        assertFails(ErrorCode.KEY_LIMIT_REACHED, () -> fixture.generate(user));
        assertThat(fixture.isAccepted(again)).isTrue();
        assertThat(fixture.generate(fixture.user())).isNotNull();
    }

    @Test
    void anotherUsersKeyDoesNotExist() {
        UUID theirs = fixture.generate(fixture.user()).info().id();
        UUID ofTheTenant = fixture.tenancy.issue(fixture.tenant.id()).info().id();
        for (UUID id : List.of(theirs, ofTheTenant, UUID.randomUUID())) {
            assertFails(ErrorCode.NOT_FOUND, () -> keys.revoke(fixture.caller, user, id));
            assertFails(ErrorCode.NOT_FOUND, () -> keys.rotate(fixture.caller, user, id, HOUR));
        }
        assertFails(ErrorCode.NOT_FOUND, () -> fixture.generate(UserId.random()));
    }

    @Test
    void aDisabledUsersAndASuspendedTenantsKeyIsRefusedAtOnce() {
        IssuedKey key = fixture.generate(user);
        assertThat(fixture.isAccepted(key)).isTrue();

        fixture.tenancy.superuser("update users set status = 'disabled' where id = '" + user + "'");
        // What UserService does after it has disabled a user.
        fixture.tenancy
                .tenancy
                .tenants()
                .update(TenancyFixture.TESTER, fixture.tenant.id(), change(Optional.of("renamed"), Optional.empty()));
        assertThat(fixture.isAccepted(key)).isFalse();
        assertFails(ErrorCode.NOT_FOUND, () -> fixture.generate(user));

        fixture.tenancy.superuser("update users set status = 'active' where id = '" + user + "'");
        fixture.tenancy.time.pass(Duration.ofSeconds(5));
        assertThat(fixture.isAccepted(key)).isTrue();
        fixture.tenancy
                .tenancy
                .tenants()
                .update(
                        TenancyFixture.TESTER,
                        fixture.tenant.id(),
                        change(Optional.empty(), Optional.of(TenantStatus.SUSPENDED)));
        assertThat(fixture.isAccepted(key)).isFalse();
    }

    @Test
    void aRevokedKeyIsRefusedAtOnceHereAndWithinFiveSecondsElsewhere() {
        IssuedKey key = fixture.generate(user);
        var elsewhere = fixture.tenancy.another();
        assertThat(KeyFixture.isAccepted(elsewhere, text(key))).isTrue();
        assertThat(fixture.isAccepted(key)).isTrue();

        keys.revoke(fixture.caller, user, key.info().id());
        assertThat(fixture.isAccepted(key)).isFalse();
        fixture.tenancy.time.pass(Duration.ofSeconds(5));
        assertThat(KeyFixture.isAccepted(elsewhere, text(key))).isFalse();
    }

    @Test
    void aRotatedKeyWorksUntilTheNewOneIsFirstUsedPlusGrace() {
        IssuedKey old = fixture.generate(user);
        IssuedKey fresh = keys.rotate(fixture.caller, user, old.info().id(), HOUR);
        assertThat(fresh.info().device()).isEqualTo(old.info().device());

        fixture.tenancy.time.pass(Duration.ofDays(3));
        assertThat(fixture.isAccepted(old)).isTrue();

        assertThat(fixture.isAccepted(fresh)).isTrue();
        fixture.tenancy.tenancy.keyUses().flush();
        fixture.tenancy.time.pass(HOUR.minusSeconds(1));
        assertThat(fixture.isAccepted(old)).isTrue();
        // A later use does not prolong it.
        assertThat(fixture.isAccepted(fresh)).isTrue();
        fixture.tenancy.tenancy.keyUses().flush();
        fixture.tenancy.time.pass(Duration.ofSeconds(1));
        assertThat(fixture.isAccepted(old)).isFalse();
        assertThat(fixture.isAccepted(fresh)).isTrue();
    }

    @Test
    void aRotatedKeyEndsAtTheDeadlineWhenTheNewOneIsNeverUsed() {
        IssuedKey old = fixture.generate(user);
        keys.rotate(fixture.caller, user, old.info().id(), HOUR);
        fixture.tenancy.time.pass(DesktopKeys.ROTATION_DEADLINE.minusSeconds(1));
        assertThat(fixture.isAccepted(old)).isTrue();
        fixture.tenancy.time.pass(Duration.ofSeconds(1));
        assertThat(fixture.isAccepted(old)).isFalse();
    }

    @Test
    void aKeyInGraceTakesNoSlotAndAtMostOneIsInGraceForAKey() {
        List<IssuedKey> five = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            five.add(fixture.generate(user));
        }
        IssuedKey second = keys.rotate(fixture.caller, user, five.get(0).info().id(), HOUR);
        assertThat(fixture.count(user, State.ACTIVE)).isEqualTo(5);
        assertThat(fixture.count(user, State.GRACE)).isEqualTo(1);
        assertFails(ErrorCode.KEY_LIMIT_REACHED, () -> fixture.generate(user));

        IssuedKey third = keys.rotate(fixture.caller, user, second.info().id(), HOUR);
        assertThat(fixture.isAccepted(five.get(0))).isFalse();
        assertThat(fixture.isAccepted(second)).isTrue();
        assertThat(fixture.isAccepted(third)).isTrue();
        assertFails(
                ErrorCode.CONFLICT,
                () -> keys.rotate(fixture.caller, user, second.info().id(), HOUR));
    }

    @Test
    void revokingAKeyTakesTheOneInGraceAlong() {
        IssuedKey old = fixture.generate(user);
        IssuedKey fresh = keys.rotate(fixture.caller, user, old.info().id(), HOUR);
        keys.revoke(fixture.caller, user, fresh.info().id());
        assertThat(fixture.isAccepted(old)).isFalse();
        assertThat(fixture.isAccepted(fresh)).isFalse();
        assertThat(fixture.tenancy.actions(fixture.tenant.id()))
                .contains("api_key.issue", "api_key.rotate", "api_key.revoke");
    }

    @Test
    void noKeyIsChangedWithoutItsAuditRow() {
        IssuedKey key = fixture.generate(user);
        UUID id = key.info().id();
        UserId keyless = fixture.user();
        fixture.tenancy.breakAudit();

        assertFails(ErrorCode.INTERNAL_ERROR, () -> fixture.generate(user));
        assertFails(ErrorCode.INTERNAL_ERROR, () -> keys.rotate(fixture.caller, user, id, HOUR));
        assertFails(ErrorCode.INTERNAL_ERROR, () -> keys.revoke(fixture.caller, user, id));
        assertFails(
                ErrorCode.INTERNAL_ERROR,
                () -> keys.backfill(fixture.caller, KeyRequest.of("backfill"), (name, shown) -> {
                    throw new AssertionError("a key without an audit row was shown to " + name);
                }));

        assertThat(keys.list(fixture.caller, user)).containsExactly(key.info());
        assertThat(keys.list(fixture.caller, keyless)).isEmpty();
        assertThat(fixture.isAccepted(key)).isTrue();
    }

    @Test
    void ofManyRotationsOfAKeyOneSucceeds() throws Exception {
        IssuedKey old = fixture.generate(user);
        DesktopKeys elsewhere = fixture.tenancy.another().desktopKeys();
        int succeeded = 0;
        for (Future<IssuedKey> attempt :
                race(6, () -> elsewhere.rotate(fixture.caller, user, old.info().id(), HOUR))) {
            try {
                attempt.get();
                succeeded++;
            } catch (ExecutionException refused) {
                assertThat(refused.getCause())
                        .isInstanceOfSatisfying(AtomException.class, failure -> assertThat(failure.code())
                                .isEqualTo(ErrorCode.CONFLICT));
            }
        }
        assertThat(succeeded).isEqualTo(1);
        assertThat(fixture.count(user, State.ACTIVE)).isEqualTo(1);
        assertThat(fixture.count(user, State.GRACE)).isEqualTo(1);
    }

    @Test
    void askingWhatAKeyIsWorthIsNoUseOfIt() {
        IssuedKey old = fixture.generate(user);
        IssuedKey fresh = keys.rotate(fixture.caller, user, old.info().id(), HOUR);
        TenantResolver resolver = fixture.tenancy.tenancy.resolver();

        assertThat(resolver.standing(text(fresh))).isPresent();
        fixture.tenancy.tenancy.keyUses().flush();
        assertThat(lastUse()).isEmpty();
        fixture.tenancy.time.pass(HOUR);
        assertThat(fixture.isAccepted(old)).isTrue();

        // Nor does it hide the use that follows.
        assertThat(resolver.standing(text(fresh))).isPresent();
        assertThat(fixture.isAccepted(fresh)).isTrue();
        fixture.tenancy.tenancy.keyUses().flush();
        fixture.tenancy.time.pass(HOUR);
        assertThat(fixture.isAccepted(old)).isFalse();
    }

    @Test
    void aDeletedTenantHasNoUsersToIssueKeysTo() {
        fixture.tenancy.superuser("update tenants set status = 'deleted' where id = '" + fixture.tenant.id() + "'");
        assertFails(ErrorCode.NOT_FOUND, () -> fixture.generate(user));
    }

    /** The uses of a key and of the one whose place it took were written in the order opposite to that of a revocation. */
    @Test
    void writingUsesAndRevokingDoNotWaitForEachOther() throws Exception {
        IssuedKey old = fixture.generate(user);
        IssuedKey fresh = keys.rotate(fixture.caller, user, old.info().id(), HOUR);
        assertThat(fixture.isAccepted(fresh)).isTrue();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Connection holder = fixture.tenancy.database.superuser().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute(
                    "select 1 from api_keys where id = '" + fresh.info().id() + "' for update");
            Future<?> writing =
                    threads.submit(() -> fixture.tenancy.tenancy.keyUses().flush());
            awaitWaiting(1);
            Future<?> revoking = threads.submit(
                    () -> keys.revoke(fixture.caller, user, fresh.info().id()));
            awaitWaiting(2);
            holder.commit();
            writing.get();
            revoking.get();
        } finally {
            threads.shutdownNow();
        }
        assertThat(keys.list(fixture.caller, user))
                .allSatisfy(key -> assertThat(key.times().revokedAt()).isPresent());
        assertThat(keys.list(fixture.caller, user))
                .anySatisfy(key -> assertThat(key.times().lastUsedAt()).isPresent());
    }

    private void awaitWaiting(int transactions) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        try (Connection looking = fixture.tenancy.database.superuser().getConnection();
                Statement statement = looking.createStatement()) {
            int waiting = 0;
            while (waiting < transactions) {
                assertThat(System.nanoTime()).as("transactions that wait").isLessThan(deadline);
                try (ResultSet rows = statement.executeQuery("select count(*) from pg_stat_activity"
                        + " where wait_event_type = 'Lock' and datname = current_database()")) {
                    rows.next();
                    waiting = rows.getInt(1);
                }
            }
        }
    }

    @Test
    void refusesAGraceBeyondTheDeadline() {
        UUID id = fixture.generate(user).info().id();
        for (Duration grace : List.of(Duration.ofSeconds(-1), DesktopKeys.ROTATION_DEADLINE.plusSeconds(1))) {
            assertFails(ErrorCode.VALIDATION_ERROR, () -> keys.rotate(fixture.caller, user, id, grace));
        }
    }

    @Test
    void theLastUseIsWrittenAtMostOnceAMinute() {
        IssuedKey key = fixture.generate(user);
        for (int i = 0; i < 13; i++) {
            assertThat(fixture.isAccepted(key)).isTrue();
            fixture.tenancy.tenancy.keyUses().flush();
            fixture.tenancy.time.pass(Duration.ofSeconds(10));
        }
        assertThat(lastUse().orElseThrow())
                .isEqualTo(key.info().times().createdAt().plusSeconds(120));
        fixture.tenancy.superuser("update api_keys set last_used_at = last_used_at - interval '1 second'");
        assertThat(fixture.isAccepted(key)).isTrue();
        fixture.tenancy.tenancy.keyUses().flush();
        assertThat(lastUse().orElseThrow())
                .isEqualTo(key.info().times().createdAt().plusSeconds(119));
    }

    @Test
    void aUseThatCannotBeWrittenFailsNoRequestAndIsWrittenLater() {
        IssuedKey key = fixture.generate(user);
        fixture.tenancy.superuser(
                "revoke update on api_keys from atom_system; revoke update (last_used_at) on api_keys from atom_system");
        assertThat(fixture.isAccepted(key)).isTrue();
        fixture.tenancy.tenancy.keyUses().flush();
        assertThat(lastUse()).isEmpty();

        fixture.tenancy.superuser("grant update (last_used_at, grace_until) on api_keys to atom_system");
        fixture.tenancy.tenancy.keyUses().close();
        assertThat(lastUse()).isPresent();
    }

    @Test
    void backfillGivesEachActiveUserWithoutAKeyOne() {
        fixture.generate(user);
        UserId keyless = fixture.user();
        UserId disabled = fixture.user();
        fixture.tenancy.superuser("update users set status = 'disabled' where id = '" + disabled + "'");
        UserId expired = fixture.user();
        keys.generate(fixture.caller, expired, new KeyRequest("old", Optional.empty(), Optional.of(HOUR)));
        fixture.tenancy.time.pass(HOUR);

        List<String> shown = new ArrayList<>();
        assertThat(keys.backfill(fixture.caller, KeyRequest.of("backfill"), (name, key) -> {
                    shown.add(name);
                    assertThat(fixture.isAccepted(key)).isTrue();
                }))
                .isEqualTo(2);
        assertThat(shown).containsExactlyInAnyOrder("u" + keyless, "u" + expired);
        assertThat(keys.backfill(fixture.caller, KeyRequest.of("backfill"), (name, key) -> shown.add(name)))
                .isZero();
    }

    @Test
    void ofManyBackfillsEachUserGetsOneKey() throws Exception {
        List<UserId> users = List.of(user, fixture.user(), fixture.user(), fixture.user());
        int issued = 0;
        for (Future<Integer> one :
                race(4, () -> keys.backfill(fixture.caller, KeyRequest.of("backfill"), (name, key) -> {}))) {
            issued += one.get();
        }
        assertThat(issued).isEqualTo(4);
        for (UserId one : users) {
            assertThat(fixture.count(one, State.ACTIVE)).isEqualTo(1);
        }
    }

    private Optional<Instant> lastUse() {
        return keys.list(fixture.caller, user).get(0).times().lastUsedAt();
    }

    private ResolvedCaller resolve(String key) {
        return fixture.tenancy
                .tenancy
                .resolver()
                .resolve(new RequestFacts(
                        Optional.of(key), Optional.empty(), Optional.empty(), Optional.<String>empty()));
    }

    private static TenantChange change(Optional<String> name, Optional<TenantStatus> status) {
        return new TenantChange(name, Optional.empty(), Optional.empty(), status, Optional.empty());
    }
}
