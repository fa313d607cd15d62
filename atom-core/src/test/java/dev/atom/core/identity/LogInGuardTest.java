package dev.atom.core.identity;

import static dev.atom.core.identity.IdentityFixture.PASSWORD;
import static dev.atom.core.tenant.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the guard of log-ins is asked and told. */
class LogInGuardTest {
    private static final Actor VISITOR = new Actor(Actor.Kind.ANONYMOUS, "anonymous", Optional.of("r1"));

    private final IdentityFixture fixture = new IdentityFixture();
    private final User ada = fixture.users.create(fixture.full, IdentityFixture.wanted("ada"));
    private final String slug = fixture.tenant.slug().value();
    private final Caller adaHerself = new Caller(
            fixture.tenant.id(),
            Optional.empty(),
            new Actor(Actor.Kind.USER, ada.id().toString(), Optional.of("r2")));

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void theGuardIsAskedBeforeAnythingIsHashed() {
        LogInGuard closed = (account, ip) -> {
            throw new AtomException(ErrorCode.RATE_LIMITED, account);
        };
        SessionService guarded = fixture.over(fixture.passwords, closed).sessions();
        fixture.hashes.set(0);

        assertFails(ErrorCode.RATE_LIMITED, () -> guarded.logIn(new LogIn(slug, "Ada", Secret.of(PASSWORD)), VISITOR));
        assertThat(fixture.hashes).hasValue(0);
    }

    @Test
    void anOverloadedServerIsNoWrongPassword() {
        CountingGuard guard = new CountingGuard();
        Passwords busy = new Passwords(
                (password, salt, of) -> {
                    throw new AtomException(ErrorCode.UNAVAILABLE, "too many log-ins at once");
                },
                new HashAdmission(1, 1, Duration.ofSeconds(30)),
                new SecureRandom(),
                PasswordCost.CURRENT);
        SessionService overloaded = fixture.over(busy, guard).sessions();
        LogIn right = new LogIn(slug, "ada", Secret.of(PASSWORD));
        for (int i = 0; i < 10; i++) {
            assertFails(ErrorCode.UNAVAILABLE, () -> overloaded.logIn(right, VISITOR));
            assertFails(
                    ErrorCode.UNAVAILABLE,
                    () -> overloaded.changePassword(
                            adaHerself, ada.id(), Secret.of(PASSWORD), Secret.of("my very own sentence")));
        }
        assertThat(guard.ended).hasValue(20);
        assertThat(guard.wrong).hasValue(0);
    }

    @Test
    void everyWrongPasswordCountsAndNoRightOneDoes() {
        CountingGuard guard = new CountingGuard();
        SessionService guarded = fixture.over(fixture.passwords, guard).sessions();
        User disabled = fixture.users.create(fixture.full, IdentityFixture.wanted("grace"));
        fixture.users.update(fixture.full, disabled.id(), UserChange.none().withStatus(UserStatus.DISABLED));

        for (String name : List.of("ada", "nobody", "no body\u0000")) {
            LogIn wrong = new LogIn(slug, name, Secret.of("not the password"));
            assertFails(ErrorCode.UNAUTHORIZED, () -> guarded.logIn(wrong, VISITOR));
        }
        LogIn refused = new LogIn(slug, "grace", Secret.of(PASSWORD));
        assertFails(ErrorCode.UNAUTHORIZED, () -> guarded.logIn(refused, VISITOR));
        assertThat(guard.wrong).hasValue(4);

        guarded.logIn(new LogIn(slug, "ada", Secret.of(PASSWORD)), VISITOR);
        assertFails(
                ErrorCode.VALIDATION_ERROR,
                () -> guarded.changePassword(
                        adaHerself, ada.id(), Secret.of("guess"), Secret.of("my very own sentence")));
        assertThat(guard.wrong).hasValue(5);
        assertThat(guard.ended).hasValue(6);
    }

    @Test
    void aWrongPasswordThatCannotBePutOnRecordCountsAllTheSame() {
        CountingGuard guard = new CountingGuard();
        SessionService guarded = fixture.over(fixture.passwords, guard).sessions();
        fixture.tenancy.breakAudit();
        try {
            LogIn wrong = new LogIn(slug, "ada", Secret.of("not the password"));
            assertThatThrownBy(() -> guarded.logIn(wrong, VISITOR)).isInstanceOf(RuntimeException.class);
        } finally {
            fixture.tenancy.mendAudit();
        }
        assertThat(guard.wrong).hasValue(1);
    }

    @Test
    void aLogInThatIsNotHeardIsOnRecordWhereThePlatformSeesIt() {
        for (ErrorCode code : List.of(ErrorCode.RATE_LIMITED, ErrorCode.UNAVAILABLE)) {
            fixture.unheard.clear();
            LogInGuard closed = (account, ip) -> {
                throw new AtomException(code, "not now");
            };
            SessionService guarded = fixture.over(fixture.passwords, closed).sessions();

            assertFails(code, () -> guarded.logIn(new LogIn(slug, "ada", Secret.of(PASSWORD)), VISITOR));
            assertThat(fixture.unheard).singleElement().satisfies(event -> {
                assertThat(event.tenant()).isEqualTo(TenantId.PLATFORM);
                assertThat(event.actor()).isEqualTo(VISITOR);
                assertThat(event.action()).isEqualTo("session.refuse");
                assertThat(event.resource()).isEqualTo("user/unknown");
                assertThat(event.outcome()).isEqualTo(code.name());
            });
        }
    }

    @Test
    void onlyARefreshTokenThatNobodyWasEverGivenCounts() {
        CountingGuard guard = new CountingGuard();
        SessionService guarded = fixture.over(fixture.passwords, guard).sessions();
        SessionTokens idle = guarded.logIn(new LogIn(slug, "ada", Secret.of(PASSWORD)), VISITOR);
        SessionTokens fresh = guarded.refresh(idle.refresh(), VISITOR);
        fixture.tenancy.time.pass(Session.IDLE);
        for (SessionTokens known : List.of(idle, fresh, fresh)) {
            assertFails(ErrorCode.UNAUTHORIZED, () -> guarded.refresh(known.refresh(), VISITOR));
        }
        assertThat(guard.wrong).hasValue(0);

        for (Secret madeUp : List.of(Secret.of("x"), RefreshToken.draw(fixture.tenant.id(), new SecureRandom()))) {
            assertFails(ErrorCode.UNAUTHORIZED, () -> guarded.refresh(madeUp, VISITOR));
        }
        assertThat(guard.wrong).hasValue(2);
    }

    /** Admits everybody and counts. */
    private static final class CountingGuard implements LogInGuard {
        final AtomicInteger wrong = new AtomicInteger();
        final AtomicInteger ended = new AtomicInteger();

        @Override
        public Attempt admitRefresh(Optional<String> ip) {
            return admit("", ip);
        }

        @Override
        public Attempt admit(String account, Optional<String> ip) {
            return new Attempt() {
                @Override
                public void wrong() {
                    wrong.incrementAndGet();
                }

                @Override
                public void close() {
                    ended.incrementAndGet();
                }
            };
        }
    }
}
