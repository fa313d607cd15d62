package dev.atom.core.identity;

import dev.atom.core.db.Trespass;
import dev.atom.spi.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tenant that asks the store for the keys of another's users by their real ids gets nothing. */
class DesktopKeyStoreIsolationTest {
    private final KeyFixture fixture = new KeyFixture();
    private final TenantId victim = fixture.tenant.id();
    private final UserId user = fixture.user();
    private final ApiKeyInfo key = fixture.generate(user).info();
    private final Instant now = fixture.tenancy.time.instant();
    private final Trespass trespass =
            new Trespass(fixture.tenancy.database, fixture.tenancy.tenant().id(), victim);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void keysOfAnotherTenantsUsersAreNotRead() {
        UserId keyless = fixture.user();

        trespass.seesOnly(List.of(), handle -> DesktopKeyStore.listOf(handle, victim, user));
        trespass.seesOnly(Optional.empty(), handle -> DesktopKeyStore.lockToReplace(handle, victim, key.id()));
        trespass.seesOnly(false, handle -> DesktopKeyStore.isFull(handle, victim, user, 1));
        trespass.seesOnly(true, handle -> DesktopKeyStore.isDeleted(handle, victim));
        trespass.seesOnly(false, handle -> DesktopKeyStore.usersWithoutKey(handle, victim, now).stream()
                .anyMatch(found -> found.user().equals(keyless)));
    }

    @Test
    void keysOfAnotherTenantsUsersAreNotChanged() {
        ApiKeyInfo other = fixture.generate(user).info();
        Instant until = now.plus(Duration.ofDays(1));
        Instant afterAll = now.plus(Duration.ofDays(1_000));

        trespass.changesNothing(
                "api_keys", handle -> DesktopKeyStore.replace(handle, key, other, until, Duration.ofMinutes(1)));
        trespass.changesNothing("api_keys", handle -> DesktopKeyStore.endGrace(handle, victim, other.id(), now));
        trespass.changesNothing("api_keys", handle -> DesktopKeyStore.freeSlots(handle, victim, user, afterAll));
    }

    @Test
    void noKeyIsPlantedAtAnotherTenantsUser() {
        NewKey planted = new KeyDraft(KeySettings.DEFAULT, fixture.tenancy.time)
                .of(victim, Optional.of(user), KeyRequest.of("planted"));

        trespass.isRefused(
                "api_keys",
                handle -> DesktopKeyStore.insertInPlace(handle, planted, new DesktopKeyStore.Place(Optional.of(5))));
        trespass.seesOnly(0, handle -> DesktopKeyStore.insertInSlot(handle, planted, user, 5));
    }
}
