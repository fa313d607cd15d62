package dev.atom.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.audit.Actor;
import dev.atom.core.db.PageRequest;
import dev.atom.core.db.Trespass;
import dev.atom.core.tenant.Tenant;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ObjectAssert;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tenant that asks the stores for another's people by their real ids gets nothing: the database holds them back. */
class IdentityStoreIsolationTest {
    private final IdentityFixture fixture = new IdentityFixture();
    private final Tenant intruder = fixture.tenancy.tenant();
    private final TenantId victim = fixture.tenant.id();
    private final Role role =
            fixture.identity.roles().create(fixture.full, new RoleName("auditor"), Set.of(Permission.AUDIT_READ));
    private final User user = fixture.users.create(fixture.full, IdentityFixture.wanted("ada", role.name()));
    private final SessionTokens tokens = fixture.identity
            .sessions()
            .logIn(
                    new LogIn(fixture.tenant.slug().value(), "ada", Secret.of(IdentityFixture.PASSWORD)),
                    new Actor(Actor.Kind.ANONYMOUS, "anonymous", Optional.empty()));
    private final RefreshToken refresh = RefreshToken.read(tokens.refresh()).orElseThrow();
    private final Instant now = fixture.tenancy.time.instant();
    private final Session.Ending ending = new Session.Ending(now, "test");
    private final Trespass trespass = new Trespass(fixture.tenancy.database, intruder.id(), victim);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void nothingOfAnotherTenantIsRead() {
        intruderGets(handle -> UserStore.find(handle, victim, user.id())).isEqualTo(Optional.empty());
        intruderGets(handle -> UserStore.list(handle, victim, PageRequest.first()))
                .isEqualTo(List.of());
        intruderGets(handle -> UserStore.isTaken(handle, user)).isEqualTo(false);
        intruderGets(handle -> UserStore.hasAdmin(handle, victim)).isEqualTo(false);
        intruderGets(handle -> CustomRoleStore.list(handle, victim)).isEqualTo(List.of());
        intruderGets(handle -> CustomRoleStore.find(handle, victim, id(role))).isEqualTo(Optional.empty());
        intruderGets(handle -> CustomRoleStore.holders(handle, victim, role.name()))
                .isEqualTo(0);
        intruderGets(handle -> SessionStore.lock(handle, victim, tokens.session()))
                .isEqualTo(Optional.empty());
        intruderGets(handle -> SessionStore.list(handle, victim, Optional.empty(), PageRequest.first(), now))
                .isEqualTo(List.of());
        intruderGets(handle -> RefreshTokenStore.session(handle, refresh)).isEqualTo(Optional.empty());
        intruderGets(handle -> LogInStore.password(handle, victim, user.id())).isEqualTo(Optional.empty());
        intruderGets(handle -> LogInStore.isActive(handle, victim)).isEqualTo(false);
    }

    @Test
    void nothingOfAnotherTenantIsChanged() {
        String stored = "$argon2id$planted";
        intruderGets(handle -> UserStore.update(handle, user)).isEqualTo(0);
        intruderGets(handle -> UserStore.setPassword(handle, user, stored, now)).isEqualTo(0);
        intruderGets(handle -> UserStore.erase(handle, victim, user.id())).isEqualTo(0);
        intruderGets(handle -> CustomRoleStore.update(handle, victim, role)).isEqualTo(0);
        intruderGets(handle -> CustomRoleStore.delete(handle, victim, id(role))).isEqualTo(0);
        intruderGets(handle -> SessionStore.end(handle, victim, tokens.session(), Optional.empty(), ending))
                .isEqualTo(0);
        intruderGets(handle -> SessionStore.endAll(handle, victim, user.id(), ending))
                .isEqualTo(0);
        intruderGets(handle -> SessionStore.forget(handle, victim, user.id(), now.plusSeconds(1_000_000)))
                .isEqualTo(0);
        intruderGets(handle -> RefreshTokenStore.spend(handle, refresh, now)).isEqualTo(Optional.empty());

        assertThat(fixture.users.get(fixture.full.caller(), user.id()).roles()).containsExactly(role.name());
        assertThat(fixture.identity.roles().list(fixture.full.caller())).contains(role);
        assertThat(fixture.identity
                        .sessions()
                        .refresh(tokens.refresh(), new Actor(Actor.Kind.ANONYMOUS, "anonymous", Optional.empty()))
                        .session())
                .isEqualTo(tokens.session());
    }

    @Test
    void theFirstAdministratorOfAnotherTenantIsNotFound() {
        Username name = new Username("grace");
        fixture.users.create(
                fixture.full,
                new NewUser(
                        name,
                        new EmailAddress("grace@example.org"),
                        Optional.empty(),
                        Secret.of(IdentityFixture.PASSWORD),
                        true,
                        Set.of(IdentityFixture.ADMIN)));

        trespass.seesOnly(
                Optional.empty(), handle -> UserStore.adminWhoNeverChose(handle, victim, name, now.plusSeconds(1)));
    }

    /** With the session and the password as they are, so that for the victim itself each is a change. */
    @Test
    void noLogInOfAnotherTenantIsTouched() {
        String password = trespass.as(victim, handle -> LogInStore.password(handle, victim, user.id()))
                .orElseThrow();
        Instant later = now.plusSeconds(1);

        trespass.changesNothing(
                "sessions",
                handle -> SessionStore.prolong(handle, victim, tokens.session(), later, later.plusSeconds(1)));
        trespass.seesOnly(0, handle -> LogInStore.note(handle, victim, user.id(), password, now));
        trespass.changesNothing(
                "users", handle -> LogInStore.rehash(handle, victim, user.id(), password, "$argon2id$stronger"));
        trespass.seesOnly(
                0, handle -> LogInStore.replace(handle, victim, user.id(), "$argon2id$stronger", "$argon2id$x", now));
    }

    @Test
    void nothingIsPlantedAtAnotherTenant() {
        User planted = new User(
                UserId.random(),
                victim,
                new Username("eve"),
                new EmailAddress("eve@example.org"),
                Optional.empty(),
                UserStatus.ACTIVE,
                false,
                user.roles(),
                now,
                Optional.empty());
        Role another = new Role(Optional.of(UUID.randomUUID()), new RoleName("planted"), Set.of());
        Session session = new Session(
                UUID.randomUUID(), user.id(), now, now, now, now, Optional.empty(), Optional.empty(), Optional.empty());

        intruderGets(handle -> UserStore.insert(handle, planted, "x")).isEqualTo(0);
        intruderGets(handle -> CustomRoleStore.insert(handle, victim, another, now))
                .isEqualTo(0);
        assertRefused(handle -> UserStore.setRoles(handle, user));
        assertRefused(handle -> SessionStore.insert(handle, victim, session));
        assertRefused(handle -> RefreshTokenStore.insert(handle, refresh, tokens.session(), now));
    }

    private static UUID id(Role role) {
        return role.id().orElseThrow();
    }

    private void assertRefused(Consumer<Handle> work) {
        assertThatThrownBy(() -> fixture.tenancy.database.database().tenants().run(intruder.id(), work));
    }

    private <T> ObjectAssert<T> intruderGets(Function<Handle, T> work) {
        return Assertions.assertThatObject(
                fixture.tenancy.database.database().tenants().in(intruder.id(), work));
    }
}
