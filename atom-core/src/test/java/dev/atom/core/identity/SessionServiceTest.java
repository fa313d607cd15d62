package dev.atom.core.identity;

import static dev.atom.core.identity.IdentityFixture.ADMIN;
import static dev.atom.core.identity.IdentityFixture.OPERATOR;
import static dev.atom.core.identity.IdentityFixture.PASSWORD;
import static dev.atom.core.tenant.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.PageRequest;
import dev.atom.core.tenant.RequestFacts;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.core.tenant.TenantChange;
import dev.atom.core.tenant.TenantStatus;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionServiceTest {
    private static final Actor VISITOR = new Actor(Actor.Kind.ANONYMOUS, "anonymous", Optional.of("r1"));

    private static final String GIVEN = "chosen by the administrator";

    private final IdentityFixture fixture = new IdentityFixture();
    private final SessionService sessions = fixture.identity.sessions();
    private final User ada = fixture.users.create(fixture.full, IdentityFixture.wanted("ada", OPERATOR));
    private final String slug = fixture.tenant.slug().value();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aLogInOpensWhatTheRolesAllow() {
        SessionTokens tokens = logIn(PASSWORD);

        ResolvedCaller caller = resolve(tokens);
        assertThat(caller.tenant().id()).isEqualTo(fixture.tenant.id());
        assertThat(caller.permissions()).isEqualTo(BuiltInRole.OPERATOR.permissions(fixture.tenant.id()));
        assertThat(caller.holder()).isEqualTo(new Holder(Optional.of(ada.id()), Optional.of(tokens.session()), false));
        assertThat(caller.caller().actor().kind()).isEqualTo(Actor.Kind.USER);
        assertThat(tokens.accessLife()).isEqualTo(Duration.ofMinutes(15));
        assertThat(fixture.tenancy.actions(fixture.tenant.id())).contains("session.start");
    }

    @Test
    void everyRefusalCostsOneLookUpOneHashAndOneAuditRow() {
        User disabled = fixture.users.create(fixture.full, IdentityFixture.wanted("grace"));
        fixture.users.update(fixture.full, disabled.id(), UserChange.none().withStatus(UserStatus.DISABLED));
        User late = fixture.users.create(fixture.full, IdentityFixture.wanted("late"));
        fixture.users.update(fixture.full, late.id(), UserChange.none().withPassword(Secret.of(GIVEN)));
        fixture.tenancy.time.pass(PasswordRules.GIVEN_FOR);
        for (LogIn wrong : List.of(
                new LogIn(slug, "ada", Secret.of("not the password")),
                new LogIn(slug, "nobody", Secret.of(PASSWORD)),
                new LogIn(slug, "no body\u0000", Secret.of(PASSWORD)),
                new LogIn(slug, "grace", Secret.of(PASSWORD)),
                new LogIn(slug, "late", Secret.of(GIVEN)),
                new LogIn(slug, "ada", Secret.of("")),
                new LogIn(slug, "ada", Secret.of("x".repeat(100_000))),
                new LogIn("no-such-tenant", "ada", Secret.of(PASSWORD)),
                new LogIn("' or 1=1 --", "ada", Secret.of(PASSWORD)),
                new LogIn("", "", Secret.of("")))) {
            fixture.hashes.set(0);
            int before = refusals();
            assertFails(ErrorCode.UNAUTHORIZED, () -> sessions.logIn(wrong, VISITOR));
            assertThat(fixture.hashes).as(wrong.username()).hasValue(1);
            assertThat(refusals() - before).as(wrong.username()).isEqualTo(1);
        }
    }

    @Test
    void theNameIsGoodInAnyCaseAndThePasswordIsNot() {
        assertThat(sessions.logIn(new LogIn(slug, "ADA", Secret.of(PASSWORD)), VISITOR)
                        .user()
                        .id())
                .isEqualTo(ada.id());
        assertFails(ErrorCode.UNAUTHORIZED, () -> logIn(PASSWORD.toUpperCase(Locale.ROOT)));
    }

    @Test
    void aHashOfFormerCostIsReplacedAtTheNextLogIn() {
        Identity older = fixture.over(fixture.passwords(new PasswordCost(8_192, 1, 1)));
        older.users().create(fixture.full, IdentityFixture.wanted("old"));
        assertThat(stored("old")).contains("m=8192,t=1");

        sessions.logIn(new LogIn(slug, "old", Secret.of(PASSWORD)), VISITOR);

        assertThat(stored("old")).contains("m=19456,t=2");
        sessions.logIn(new LogIn(slug, "old", Secret.of(PASSWORD)), VISITOR);
    }

    @Test
    void eachLogInIsASessionOfItsOwn() {
        assertThat(logIn(PASSWORD).session()).isNotEqualTo(logIn(PASSWORD).session());
    }

    @Test
    void aLogOutEndsTheTokenAtOnce() {
        SessionTokens tokens = logIn(PASSWORD);
        ResolvedCaller caller = resolve(tokens);

        fixture.tenancy.tenancy.identity().sessions().end(caller.caller(), tokens.session(), Optional.of(ada.id()));

        assertRefused(tokens);
        assertFails(ErrorCode.UNAUTHORIZED, () -> sessions.refresh(tokens.refresh(), VISITOR));
    }

    @Test
    void aLogOutHoldsElsewhereWithinFiveSeconds() {
        SessionTokens tokens = logIn(PASSWORD);
        ResolvedCaller caller = resolve(tokens);

        // This service is wired to no resolver, as if it were another process's.
        sessions.end(caller.caller(), tokens.session(), Optional.of(ada.id()));

        assertThat(resolve(tokens).holder().user()).contains(ada.id());
        fixture.tenancy.time.pass(Duration.ofSeconds(5));
        assertRefused(tokens);
    }

    @Test
    void anotherUsersSessionIsNotFound() {
        SessionTokens tokens = logIn(PASSWORD);
        User grace = fixture.users.create(fixture.full, IdentityFixture.wanted("grace"));
        Caller stranger = Caller.process(fixture.tenancy.tenant().id(), "test");

        assertFails(
                ErrorCode.NOT_FOUND,
                () -> sessions.end(fixture.full.caller(), tokens.session(), Optional.of(grace.id())));
        assertFails(ErrorCode.NOT_FOUND, () -> sessions.end(stranger, tokens.session(), Optional.empty()));
        assertThat(sessions.list(stranger, Optional.empty(), PageRequest.first())
                        .items())
                .isEmpty();
        assertThat(sessions.list(fixture.full.caller(), Optional.of(grace.id()), PageRequest.first())
                        .items())
                .isEmpty();
        assertThat(sessions.list(fixture.full.caller(), Optional.empty(), PageRequest.first())
                        .items())
                .extracting(Session::id)
                .containsExactly(tokens.session());
    }

    @Test
    void aRefreshTokenIsGoodOnceAndEndsItsSessionTheSecondTime() {
        SessionTokens first = logIn(PASSWORD);
        SessionTokens second = sessions.refresh(first.refresh(), VISITOR);
        assertThat(second.session()).isEqualTo(first.session());
        resolve(second);

        assertFails(ErrorCode.UNAUTHORIZED, () -> sessions.refresh(first.refresh(), VISITOR));

        assertFails(ErrorCode.UNAUTHORIZED, () -> sessions.refresh(second.refresh(), VISITOR));
        fixture.tenancy.time.pass(Duration.ofSeconds(5));
        assertRefused(second);
        assertThat(fixture.tenancy.actions(fixture.tenant.id())).contains("session.end");
    }

    @Test
    void ofConcurrentRefreshesAtMostOneSucceeds() throws Exception {
        SessionTokens tokens = logIn(PASSWORD);

        List<Future<SessionTokens>> all = TenancyFixture.race(4, () -> sessions.refresh(tokens.refresh(), VISITOR));

        assertThat(all.stream().filter(SessionServiceTest::succeeded)).hasSize(1);
    }

    @Test
    void aRefreshTokenOfAnotherTenantOrOfNobodyIsRefused() {
        SessionTokens tokens = logIn(PASSWORD);
        String text = text(tokens.refresh());
        Secret moved = RefreshToken.draw(fixture.tenancy.tenant().id(), new SecureRandom());
        String mixed = text(moved).substring(0, 29) + text.substring(29);

        for (String wrong :
                List.of("", "x", text + "A", text.substring(1), text(moved), mixed, "atom_rt_" + "A".repeat(64))) {
            assertFails(ErrorCode.UNAUTHORIZED, () -> sessions.refresh(Secret.of(wrong), VISITOR));
        }
        sessions.refresh(tokens.refresh(), VISITOR);
    }

    @Test
    void noTokenIsStoredOrPrinted() {
        SessionTokens tokens = logIn(PASSWORD);
        List<String> dump = fixture.tenancy
                .database
                .database()
                .tenants()
                .in(fixture.tenant.id(), handle -> handle.select(
                                "select t::text || s::text from refresh_tokens t, sessions s")
                        .mapTo(String.class)
                        .list());

        assertThat(dump).isNotEmpty().noneMatch(row -> row.contains(text(tokens.refresh())));
        assertThat(tokens.toString()).doesNotContain(text(tokens.refresh())).doesNotContain(text(tokens.access()));
    }

    @Test
    void aSessionThatIsNotUsedEndsAfterHalfAnHour() {
        SessionTokens tokens = logIn(PASSWORD);
        fixture.tenancy.time.pass(Duration.ofMinutes(10));
        resolve(tokens);
        fixture.tenancy.time.pass(Duration.ofMinutes(25));
        SessionTokens again = sessions.refresh(tokens.refresh(), VISITOR);
        resolve(again);

        fixture.tenancy.time.pass(Duration.ofMinutes(30));
        assertRefused(again);
        assertFails(ErrorCode.UNAUTHORIZED, () -> sessions.refresh(again.refresh(), VISITOR));
    }

    @Test
    void aSessionEndsAfterTwelveHoursHoweverItIsUsed() {
        SessionTokens tokens = logIn(PASSWORD);
        for (int i = 0; i < 35; i++) {
            fixture.tenancy.time.pass(Duration.ofMinutes(20));
            tokens = sessions.refresh(tokens.refresh(), VISITOR);
        }
        assertThat(tokens.accessLife()).isLessThanOrEqualTo(Duration.ofMinutes(20));
        SessionTokens last = tokens;
        fixture.tenancy.time.pass(Duration.ofMinutes(20));
        assertRefused(last);
        assertFails(ErrorCode.UNAUTHORIZED, () -> sessions.refresh(last.refresh(), VISITOR));
    }

    @Test
    void disablingDemotingAndDeletingAreHonouredAtOnce() {
        UserService users = fixture.tenancy.tenancy.identity().users();
        SessionTokens tokens = logIn(PASSWORD);
        assertThat(resolve(tokens).permissions()).isNotEmpty();

        users.update(fixture.full, ada.id(), UserChange.none().withRoles(Set.of()));
        assertThat(resolve(tokens).permissions()).isEmpty();
        users.update(fixture.full, ada.id(), UserChange.none().withStatus(UserStatus.DISABLED));
        assertRefused(tokens);
        assertFails(ErrorCode.UNAUTHORIZED, () -> sessions.refresh(tokens.refresh(), VISITOR));
        assertFails(ErrorCode.UNAUTHORIZED, () -> logIn(PASSWORD));
        users.update(fixture.full, ada.id(), UserChange.none().withStatus(UserStatus.ACTIVE));
        assertRefused(tokens);
        SessionTokens again = logIn(PASSWORD);
        users.delete(fixture.full, ada.id());
        assertRefused(again);
    }

    @Test
    void aSuspendedTenantsSessionsAreRefusedAtOnce() {
        SessionTokens tokens = logIn(PASSWORD);
        resolve(tokens);

        fixture.tenancy
                .tenancy
                .tenants()
                .update(TenancyFixture.TESTER, fixture.tenant.id(), TenantChange.of(TenantStatus.SUSPENDED));

        assertRefused(tokens);
        assertFails(ErrorCode.UNAUTHORIZED, () -> sessions.refresh(tokens.refresh(), VISITOR));
        assertFails(ErrorCode.UNAUTHORIZED, () -> logIn(PASSWORD));
    }

    @Test
    void aPasswordSomebodyElseChoseOpensNothingButItsChange() {
        fixture.users.update(fixture.full, ada.id(), UserChange.none().withPassword(Secret.of(GIVEN)));
        assertFails(ErrorCode.UNAUTHORIZED, () -> logIn(PASSWORD));
        SessionTokens tokens = logIn(GIVEN);
        ResolvedCaller caller = resolve(tokens);
        assertThat(caller.permissions()).isEmpty();
        assertThat(caller.holder().mustChangePassword()).isTrue();

        SessionTokens changed =
                sessions.changePassword(caller.caller(), ada.id(), Secret.of(GIVEN), Secret.of("my very own sentence"));

        assertThat(resolve(changed).permissions()).isNotEmpty();
        assertThat(changed.session()).isNotEqualTo(tokens.session());
        fixture.tenancy.time.pass(Duration.ofSeconds(5));
        assertRefused(tokens);
        logIn("my very own sentence");
    }

    @Test
    void aPasswordSomebodyElseChoseIsGoodForSevenDaysAndOnesOwnForLonger() {
        logIn(PASSWORD);
        fixture.users.update(fixture.full, ada.id(), UserChange.none().withPassword(Secret.of(GIVEN)));
        fixture.tenancy.time.pass(PasswordRules.GIVEN_FOR.minusSeconds(1));
        logIn(GIVEN);
        fixture.tenancy.time.pass(Duration.ofSeconds(1));
        int before = refusals();
        assertFails(ErrorCode.UNAUTHORIZED, () -> logIn(GIVEN));
        assertThat(refusals() - before).isEqualTo(1);

        fixture.users.update(fixture.full, ada.id(), UserChange.none().withPassword(Secret.of("chosen once again")));
        sessions.changePassword(
                resolve(logIn("chosen once again")).caller(),
                ada.id(),
                Secret.of("chosen once again"),
                Secret.of("my very own sentence"));
        fixture.tenancy.time.pass(PasswordRules.GIVEN_FOR.multipliedBy(50));
        logIn("my very own sentence");
    }

    @Test
    void aPasswordIsChangedOnlyByWhoeverKnowsIt() {
        SessionTokens tokens = logIn(PASSWORD);
        Caller caller = resolve(tokens).caller();

        assertFails(
                ErrorCode.VALIDATION_ERROR,
                () -> sessions.changePassword(
                        caller, ada.id(), Secret.of("guessed it"), Secret.of("my very own sentence")));
        for (String bad : List.of("short", "password123", PASSWORD)) {
            assertFails(
                    ErrorCode.VALIDATION_ERROR,
                    () -> sessions.changePassword(caller, ada.id(), Secret.of(PASSWORD), Secret.of(bad)));
        }
        resolve(tokens);
        logIn(PASSWORD);
    }

    @Test
    void aRefreshThatIsRefusedIsOnRecordInTheSessionsTenant() {
        SessionTokens tokens = logIn(PASSWORD);
        fixture.users.update(fixture.full, ada.id(), UserChange.none().withStatus(UserStatus.DISABLED));
        int before = refusals();

        assertFails(ErrorCode.UNAUTHORIZED, () -> sessions.refresh(tokens.refresh(), VISITOR));
        assertThat(refusals() - before).isEqualTo(1);

        // Spent by now, and its session ended: it may come as often as it likes.
        for (int i = 0; i < 3; i++) {
            assertFails(ErrorCode.UNAUTHORIZED, () -> sessions.refresh(tokens.refresh(), VISITOR));
        }
        assertThat(refusals() - before).isEqualTo(1);
        assertThat(fixture.unheard).hasSize(3).allSatisfy(event -> {
            assertThat(event.tenant()).isEqualTo(fixture.tenant.id());
            assertThat(event.resource()).isEqualTo("session/" + tokens.session());
            assertThat(event.outcome()).isEqualTo("UNAUTHORIZED");
        });
    }

    @Test
    void aCustomRoleAllowsWhatItNamesAndNeverThePlatform() {
        Role role =
                fixture.identity.roles().create(fixture.full, new RoleName("auditor"), Set.of(Permission.AUDIT_READ));
        fixture.users.update(fixture.full, ada.id(), UserChange.none().withRoles(Set.of(role.name())));
        fixture.tenancy.superuser("update roles set permissions = '{audit:read,platform:admin}'");

        assertThat(resolve(logIn(PASSWORD)).permissions()).containsExactly(Permission.AUDIT_READ);
    }

    @Test
    void thePlatformIsAdministeredByItsOwnUsersOnly() {
        User admin = fixture.users.create(fixture.full, IdentityFixture.wanted("admin", ADMIN));
        User root =
                fixture.users.create(IdentityFixture.full(TenantId.PLATFORM), IdentityFixture.wanted("root", ADMIN));

        assertThat(resolve(sessions.logIn(new LogIn(slug, "admin", Secret.of(PASSWORD)), VISITOR))
                        .permissions())
                .isEqualTo(Permission.within(admin.tenant()))
                .doesNotContain(Permission.PLATFORM_ADMIN);
        assertThat(resolve(sessions.logIn(new LogIn("platform", "root", Secret.of(PASSWORD)), VISITOR))
                        .permissions())
                .isEqualTo(Permission.within(root.tenant()))
                .contains(Permission.PLATFORM_ADMIN);
    }

    private SessionTokens logIn(String password) {
        return sessions.logIn(new LogIn(slug, "ada", Secret.of(password)), VISITOR);
    }

    private ResolvedCaller resolve(SessionTokens tokens) {
        return fixture.tenancy.tenancy.resolver().resolve(facts(tokens));
    }

    private void assertRefused(SessionTokens tokens) {
        assertFails(ErrorCode.UNAUTHORIZED, () -> resolve(tokens));
    }

    private static RequestFacts facts(SessionTokens tokens) {
        return new RequestFacts(
                Optional.of(text(tokens.access())), Optional.empty(), Optional.empty(), Optional.of("r2"));
    }

    private int refusals() {
        return (int) List.of(fixture.tenant.id(), TenantId.PLATFORM).stream()
                .flatMap(tenant -> fixture.tenancy.actions(tenant).stream())
                .filter("session.refuse"::equals)
                .count();
    }

    private String stored(String username) {
        return fixture.tenancy.database.database().tenants().in(fixture.tenant.id(), handle -> handle.select(
                        "select password_hash from users where username_key = ?", username)
                .mapTo(String.class)
                .one());
    }

    private static String text(Secret secret) {
        return secret.use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }

    private static boolean succeeded(Future<?> future) {
        try {
            future.get();
            return true;
        } catch (Exception refused) {
            return false;
        }
    }
}
