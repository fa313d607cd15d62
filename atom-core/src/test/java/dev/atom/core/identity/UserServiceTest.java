package dev.atom.core.identity;

import static dev.atom.core.identity.IdentityFixture.ADMIN;
import static dev.atom.core.identity.IdentityFixture.OPERATOR;
import static dev.atom.core.identity.IdentityFixture.full;
import static dev.atom.core.identity.IdentityFixture.wanted;
import static dev.atom.core.tenant.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.PageRequest;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.core.tenant.Tenant;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserServiceTest {
    private final IdentityFixture fixture = new IdentityFixture();
    private final UserService users = fixture.users;
    private final Authority full = fixture.full;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aUserIsCreatedReadListedAndAudited() {
        User user = users.create(full, wanted("Ada", OPERATOR));

        assertThat(users.get(full.caller(), user.id())).isEqualTo(user);
        assertThat(users.list(full.caller(), PageRequest.first()).items()).containsExactly(user);
        assertThat(user.roles()).containsExactly(OPERATOR);
        assertThat(fixture.tenancy.actions(fixture.tenant.id())).contains("user.create");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ada", "ada", "ADA"})
    void aNameBelongsToOneUserWhateverItsCase(String name) {
        users.create(full, wanted("Ada"));

        assertFails(ErrorCode.CONFLICT, () -> users.create(full, wanted(name)));
    }

    @Test
    void anAddressBelongsToOneUserAndMayBelongToAnotherTenants() {
        users.create(full, wanted("ada"));
        NewUser same = new NewUser(
                new Username("grace"),
                new EmailAddress("ADA@EXAMPLE.org"),
                Optional.empty(),
                Secret.of(IdentityFixture.PASSWORD),
                false,
                Set.of());

        assertFails(ErrorCode.CONFLICT, () -> users.create(full, same));
        Tenant other = fixture.tenancy.tenant();
        assertThat(users.create(full(other.id()), same).tenant()).isEqualTo(other.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "-a", "é", "a\u0000", "ａda", "a:b", "a\nb"})
    void aNameThatCouldBeMistakenIsNone(String name) {
        assertFails(ErrorCode.VALIDATION_ERROR, () -> new Username(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a@", "@b", "a@b@c", "a b@c", "a\n@b"})
    void anAddressThatIsNone(String address) {
        assertFails(ErrorCode.VALIDATION_ERROR, () -> new EmailAddress(address));
    }

    @Test
    void aRoleThatDoesNotExistIsRefused() {
        assertFails(ErrorCode.VALIDATION_ERROR, () -> users.create(full, wanted("ada", new RoleName("nobody"))));
        assertThat(users.list(full.caller(), PageRequest.first()).items()).isEmpty();
    }

    @Test
    void thereIsNobodyBeforeTheBootstrap() {
        assertThat(users.list(full(TenantId.PLATFORM).caller(), PageRequest.first())
                        .items())
                .isEmpty();
        assertThat(fixture.tenancy.tenancy.apiKeys().list(TenantId.PLATFORM)).isEmpty();
        assertThat(users.list(full.caller(), PageRequest.first()).items())
                .as("of a new tenant")
                .isEmpty();
    }

    @Test
    void anotherTenantsUserDoesNotExist() {
        User user = fixture.user();
        Authority stranger = full(fixture.tenancy.tenant().id());

        assertFails(ErrorCode.NOT_FOUND, () -> users.get(stranger.caller(), user.id()));
        assertFails(ErrorCode.NOT_FOUND, () -> users.update(stranger, user.id(), UserChange.none()));
        assertFails(ErrorCode.NOT_FOUND, () -> users.delete(stranger, user.id()));
    }

    @Test
    void nobodyGivesWhatTheyDoNotHave() {
        Authority operator = new Authority(full.caller(), BuiltInRole.OPERATOR.permissions(fixture.tenant.id()));
        User admin = fixture.user(ADMIN);
        User plain = fixture.user();

        assertFails(ErrorCode.FORBIDDEN, () -> users.create(operator, wanted("eve", ADMIN)));
        assertFails(
                ErrorCode.FORBIDDEN,
                () -> users.update(operator, plain.id(), UserChange.none().withRoles(Set.of(ADMIN))));
        assertFails(
                ErrorCode.FORBIDDEN,
                () -> users.update(
                        operator, admin.id(), UserChange.none().withPassword(Secret.of("taken over, thank you"))));
        assertFails(ErrorCode.FORBIDDEN, () -> users.delete(operator, admin.id()));
        assertThat(users.create(operator, wanted("bob", OPERATOR)).roles()).containsExactly(OPERATOR);
    }

    @Test
    void nobodyGivesThemselvesAPasswordWithoutKnowingThePresentOne() {
        User admin = fixture.user(ADMIN);
        Actor themselves = new Actor(Actor.Kind.USER, admin.id().toString(), Optional.empty());
        Authority own = Authority.full(new Caller(fixture.tenant.id(), Optional.empty(), themselves));
        UserChange password = UserChange.none().withPassword(Secret.of("taken over, thank you"));

        assertFails(ErrorCode.VALIDATION_ERROR, () -> users.update(own, admin.id(), password));
        assertThat(users.update(own, fixture.user(ADMIN).id(), password).mustChangePassword())
                .isTrue();
    }

    @Test
    void theLastAdministratorIsNeitherRemovedDemotedNorDisabled() {
        User last = fixture.user(ADMIN);
        User other = fixture.user(ADMIN);
        users.update(full, other.id(), UserChange.none().withStatus(UserStatus.DISABLED));

        assertFails(
                ErrorCode.CONFLICT,
                () -> users.update(full, last.id(), UserChange.none().withRoles(Set.of(OPERATOR))));
        assertFails(
                ErrorCode.CONFLICT,
                () -> users.update(full, last.id(), UserChange.none().withStatus(UserStatus.DISABLED)));
        assertFails(ErrorCode.CONFLICT, () -> users.delete(full, last.id()));
        assertThat(users.get(full.caller(), last.id())).isEqualTo(last);
    }

    @Test
    void ofAdministratorsWhoAreDemotedAtOnceOneStays() throws Exception {
        for (int round = 0; round < 3; round++) {
            Authority fresh = full(fixture.tenancy.tenant().id());
            Queue<UserId> admins = new ConcurrentLinkedQueue<>();
            for (String name : List.of("ada", "bob", "cy", "dot")) {
                admins.add(users.create(fresh, wanted(name, ADMIN)).id());
            }
            List<Future<User>> demoted = TenancyFixture.race(
                    4,
                    () -> users.update(fresh, admins.remove(), UserChange.none().withRoles(Set.of())));

            assertThat(demoted.stream().filter(UserServiceTest::failed)).hasSize(1);
            assertThat(users.list(fresh.caller(), PageRequest.first()).items())
                    .filteredOn(user -> user.roles().contains(ADMIN))
                    .hasSize(1);
        }
    }

    @Test
    void aDeletedUserIsErasedAndFreesItsName() {
        User user = users.create(full, wanted("ada", OPERATOR));
        users.delete(full, user.id());

        assertFails(ErrorCode.NOT_FOUND, () -> users.get(full.caller(), user.id()));
        assertThat(users.create(full, wanted("ada")).id()).isNotEqualTo(user.id());
        String left = fixture.tenancy.database.database().tenants().in(fixture.tenant.id(), handle -> handle.select(
                        "select concat(username, email, full_name, password_hash) from users where id = ?",
                        user.id().value())
                .mapTo(String.class)
                .one());
        assertThat(left).isEmpty();
    }

    @Test
    void noUserIsChangedWithoutItsAuditRow() {
        User user = fixture.user(OPERATOR);
        fixture.tenancy.breakAudit();

        assertFails(ErrorCode.INTERNAL_ERROR, () -> users.delete(full, user.id()));
        assertFails(
                ErrorCode.INTERNAL_ERROR,
                () -> users.update(full, user.id(), UserChange.none().withStatus(UserStatus.DISABLED)));
        fixture.tenancy.mendAudit();
        assertThat(users.get(full.caller(), user.id())).isEqualTo(user);
    }

    @Test
    void thePlatformIsBootstrappedOnce() throws Exception {
        Authority platform = full(TenantId.PLATFORM);
        List<Future<FirstAdmin>> all = TenancyFixture.race(
                4, () -> users.bootstrap(platform, new Username("admin"), new EmailAddress("admin@example.org")));

        List<FirstAdmin> made = new ArrayList<>();
        for (Future<FirstAdmin> one : all) {
            if (!failed(one)) {
                made.add(one.get());
            }
        }
        assertThat(made).hasSize(1);
        assertThat(made.get(0).user().mustChangePassword()).isTrue();
        assertThat(made.get(0).user().roles()).containsExactly(ADMIN);
        String password = made.get(0).password().use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
        assertThat(made.get(0).toString()).doesNotContain(password);
    }

    @Test
    void anAdministratorWhoNeverChoseAPasswordIsGivenAnotherWhenTheirsIsNoLongerGood() {
        Authority platform = full(TenantId.PLATFORM);
        Username name = new Username("admin");
        EmailAddress address = new EmailAddress("admin@example.org");
        SessionService sessions = fixture.identity.sessions();
        FirstAdmin first = users.bootstrap(platform, name, address);
        sessions.logIn(new LogIn("platform", "admin", first.password()), TenancyFixture.TESTER)
                .close();
        fixture.tenancy.time.pass(PasswordRules.GIVEN_FOR.minusSeconds(1));
        assertFails(ErrorCode.CONFLICT, () -> users.bootstrap(platform, name, address));

        fixture.tenancy.time.pass(Duration.ofSeconds(1));
        assertFails(ErrorCode.CONFLICT, () -> users.bootstrap(platform, new Username("other"), address));
        FirstAdmin again = users.bootstrap(platform, name, address);
        assertThat(again.user().id()).isEqualTo(first.user().id());
        assertThat(fixture.tenancy.actions(TenantId.PLATFORM)).contains("user.update");
        sessions.logIn(new LogIn("platform", "admin", again.password()), TenancyFixture.TESTER)
                .close();

        Caller admin = new Caller(
                TenantId.PLATFORM,
                Optional.empty(),
                new Actor(Actor.Kind.USER, again.user().id().toString(), Optional.empty()));
        sessions.changePassword(admin, again.user().id(), again.password(), Secret.of("my very own sentence"))
                .close();
        fixture.tenancy.time.pass(PasswordRules.GIVEN_FOR);
        assertFails(ErrorCode.CONFLICT, () -> users.bootstrap(platform, name, address));
    }

    private static boolean failed(Future<?> future) {
        try {
            future.get();
            return false;
        } catch (Exception refused) {
            return true;
        }
    }
}
