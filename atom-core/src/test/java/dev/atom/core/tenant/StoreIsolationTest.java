package dev.atom.core.tenant;

import static dev.atom.core.tenant.TenancyFixture.caller;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.db.PageRequest;
import dev.atom.core.db.Trespass;
import dev.atom.core.identity.SessionRef;
import dev.atom.core.identity.UserId;
import dev.atom.spi.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ObjectAssert;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tenant that asks the stores for another's rows by their real ids gets nothing: the database holds them back. */
class StoreIsolationTest {
    private final TenancyFixture fixture = new TenancyFixture();
    private final Tenant intruder = fixture.tenant();
    private final Tenant victim = fixture.tenant();
    private final Workspace theirs = fixture.tenancy.workspaces().create(caller(victim), "theirs");

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void workspacesOfAnotherTenantAreNotRead() {
        intruderGets(handle -> WorkspaceStore.find(handle, victim.id(), theirs.id()))
                .isEqualTo(Optional.empty());
        intruderGets(handle -> WorkspaceStore.list(handle, victim.id(), PageRequest.first()))
                .isEqualTo(List.of());
        intruderGets(handle -> WorkspaceStore.nameTaken(handle, victim.id(), "theirs"))
                .isEqualTo(false);
    }

    @Test
    void workspacesOfAnotherTenantAreNotChanged() {
        Workspace planted =
                new Workspace(new WorkspaceId(UUID.randomUUID()), victim.id(), "planted", fixture.time.instant());

        intruderGets(handle -> WorkspaceStore.insert(handle, planted)).isEqualTo(0);
        intruderGets(handle -> WorkspaceStore.rename(handle, victim.id(), theirs.id(), "mine"))
                .isEqualTo(Optional.empty());
        intruderGets(handle -> WorkspaceStore.delete(handle, victim.id(), theirs.id()))
                .isEqualTo(0);

        assertThat(fixture.tenancy
                        .workspaces()
                        .list(caller(victim), PageRequest.first())
                        .items())
                .containsExactly(theirs);
    }

    @Test
    void otherTenantsAreNotReadOrChanged() {
        Tenant changed = TenantChange.of(TenantStatus.SUSPENDED).applyTo(victim);

        intruderGets(handle -> TenantStore.find(handle, victim.id())).isEqualTo(Optional.empty());
        intruderGets(handle -> TenantStore.find(handle, victim.slug())).isEqualTo(Optional.empty());
        intruderGets(handle -> TenantStore.list(handle, PageRequest.first())).isEqualTo(List.of(intruder));
        assertThatThrownBy(() -> asIntruder(handle -> TenantStore.lock(handle, victim.id())));
        assertThatThrownBy(() -> asIntruder(handle -> {
            TenantStore.update(handle, changed);
            return changed;
        }));
        assertThatThrownBy(() -> asIntruder(handle -> TenantStore.insert(handle, victim)));
        assertThat(fixture.tenancy.tenants().get(victim.id())).isEqualTo(victim);
    }

    @Test
    void theUseOfASessionOfAnotherTenantIsNotNoted() {
        SessionRef session = new SessionRef(victim.id(), UUID.randomUUID(), UserId.random());
        fixture.superuser("""
                insert into users (tenant_id, id, username, username_key, email, email_key, must_change_password, status,
                                   created_at)
                values ('%1$s', '%2$s', 'ada', 'ada', 'ada@example.org', 'ada@example.org', false, 'active', now());
                insert into sessions (tenant_id, id, user_id, created_at, last_seen_at, idle_until, absolute_until)
                values ('%1$s', '%3$s', '%2$s', '2020-01-01', '2020-01-01', '2020-01-02', '2999-01-01')
                """.formatted(victim.id(), session.user(), session.session()));
        Instant now = fixture.time.instant();

        new Trespass(fixture.database, intruder.id(), victim.id())
                .changesNothing(
                        "sessions", handle -> ResolverStore.touch(handle, session, now, now.plusSeconds(1_800)));
    }

    @Test
    void sqlThatForgetsItsWhereSeesOneTenant() {
        intruderGets(handle -> handle.createQuery("select count(*) from workspaces")
                        .mapTo(Integer.class)
                        .one())
                .isEqualTo(0);
        intruderGets(handle -> handle.execute("delete from workspaces")).isEqualTo(0);
        intruderGets(handle -> handle.execute("update workspaces set name = 'x'"))
                .isEqualTo(0);
        assertThatThrownBy(() -> asIntruder(handle -> handle.execute(
                "insert into workspaces (tenant_id, id, name) values (?, ?, 'planted')",
                victim.id().value(),
                UUID.randomUUID())));
    }

    private <T> ObjectAssert<T> intruderGets(Function<Handle, T> work) {
        return Assertions.assertThatObject(asIntruder(work));
    }

    private <T> T asIntruder(Function<Handle, T> work) {
        return fixture.database.database().tenants().in(intruder.id(), work);
    }
}
