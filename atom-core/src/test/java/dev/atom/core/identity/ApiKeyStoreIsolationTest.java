package dev.atom.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.tenant.TenancyFixture;
import dev.atom.core.tenant.Tenant;
import dev.atom.spi.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ObjectAssert;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tenant that asks the store for another's keys by their real ids gets nothing: the database holds them back. */
class ApiKeyStoreIsolationTest {
    private final TenancyFixture fixture = new TenancyFixture();
    private final Tenant intruder = fixture.tenant();
    private final Tenant victim = fixture.tenant();
    private final ApiKeyInfo theirs = fixture.issue(victim.id()).info();
    private final Instant now = fixture.time.instant();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void keysOfAnotherTenantAreNotRead() {
        intruderGets(handle -> ApiKeyStore.list(handle, victim.id())).isEqualTo(List.of());
        intruderGets(handle -> ApiKeyStore.find(handle, victim.id(), theirs.id()))
                .isEqualTo(Optional.empty());
        intruderGets(handle -> ApiKeyStore.hasLive(handle, victim.id(), now)).isEqualTo(false);
    }

    @Test
    void keysOfAnotherTenantAreNeitherRevokedNorPlanted() {
        KeyDraft draft = new KeyDraft(KeySettings.DEFAULT, fixture.time);
        NewKey planted = draft.of(victim.id(), Optional.empty(), KeyRequest.of("planted"));
        NewKey platforms = draft.of(TenantId.PLATFORM, Optional.empty(), KeyRequest.of("planted"));

        intruderGets(handle -> ApiKeyStore.revoke(handle, victim.id(), theirs.id(), now))
                .isEqualTo(0);
        intruderGets(handle -> ApiKeyStore.insert(handle, planted)).isEqualTo(0);
        intruderGets(handle -> ApiKeyStore.insert(handle, platforms)).isEqualTo(0);

        assertThat(fixture.tenancy.apiKeys().list(victim.id())).containsExactly(theirs);
        assertThat(fixture.tenancy.apiKeys().list(TenantId.PLATFORM)).isEmpty();
    }

    private <T> ObjectAssert<T> intruderGets(Function<Handle, T> work) {
        return Assertions.assertThatObject(asIntruder(work));
    }

    private <T> T asIntruder(Function<Handle, T> work) {
        return fixture.database.database().tenants().in(intruder.id(), work);
    }
}
