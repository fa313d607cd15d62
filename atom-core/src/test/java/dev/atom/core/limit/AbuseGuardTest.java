package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AbuseGuardTest {
    private static final AbuseLimits LIMITS = new AbuseLimits(3, 2, 4, 6, 2, 5);

    private final AtomicLong now =
            new AtomicLong(Long.MAX_VALUE - Duration.ofMinutes(2).toNanos());
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final RateLimiter limiter =
            LocalRateLimiter.builder().clock(now::get).build();
    private final RateLimiter logIns = new SketchedRateLimiter(
            AbuseGuard.ACCOUNT,
            LocalRateLimiter.builder().clock(now::get),
            LocalRateLimiter.builder().clock(now::get));
    private final AbuseGuard guard = new AbuseGuard(logIns, limiter, LIMITS, new Refusals(meters), now::get);

    @AfterEach
    void close() {
        limiter.close();
        logIns.close();
    }

    @Test
    void hearsAnAddressUntilItHasFailedTooOftenAndAgainAfterAMinute() {
        for (int i = 0; i < 3; i++) {
            guard.beforeCredential(address("192.0.2.1"));
            guard.badCredential(address("192.0.2.1"), "guess " + i);
        }

        assertRefused("failed-credentials", () -> guard.beforeCredential(address("192.0.2.1")));
        assertThatCode(() -> guard.beforeCredential(address("192.0.2.2"))).doesNotThrowAnyException();

        pass(Duration.ofSeconds(59));
        assertRefused("failed-credentials", () -> guard.beforeCredential(address("192.0.2.1")));
        pass(Duration.ofSeconds(2));
        assertThatCode(() -> guard.beforeCredential(address("192.0.2.1"))).doesNotThrowAnyException();
    }

    @Test
    void waitingIsNotPunished() {
        for (int i = 0; i < 3; i++) {
            guard.badCredential(address("192.0.2.1"), "");
        }
        for (int i = 0; i < 100; i++) {
            assertRefused("failed-credentials", () -> guard.beforeCredential(address("192.0.2.1")));
        }
        pass(Duration.ofSeconds(61));
        assertThatCode(() -> guard.beforeCredential(address("192.0.2.1"))).doesNotThrowAnyException();
    }

    @Test
    void noticesOneBadCredentialFromManyAddresses() {
        guard.badCredential(address("192.0.2.1"), "leaked");
        guard.badCredential(address("192.0.2.2"), "leaked");
        assertRefused("same-credential", () -> guard.badCredential(address("192.0.2.3"), "leaked"));
        assertThatCode(() -> guard.badCredential(address("192.0.2.3"), "another"))
                .doesNotThrowAnyException();
    }

    @Test
    void onlyLogInsThatFailAreCounted() {
        for (int i = 0; i < 50; i++) {
            guard.logIn(address("192.0.2.1"), "acme/ada").cancel();
        }
        guard.logIn(address("192.0.2.1"), "acme/ada").close();
        guard.logIn(address("192.0.2.1"), "acme/ada").close();
        assertRefused("log-ins-at-account", () -> guard.logIn(address("192.0.2.1"), "acme/ada"));
    }

    @Test
    void theOwnerLogsInFromElsewhereWhileSomebodyGuesses() {
        for (int i = 0; i < 2; i++) {
            guard.logIn(address("192.0.2.1"), "acme/ada").close();
        }
        assertRefused("log-ins-at-account", () -> guard.logIn(address("192.0.2.1"), "acme/ada"));

        guard.logIn(address("192.0.2.9"), "acme/ada").cancel();
        guard.logIn(address("192.0.2.1"), "acme/bob").cancel();
    }

    @Test
    void anAddressThatTriesAccountAfterAccountIsRefused() {
        for (int i = 0; i < 6; i++) {
            guard.logIn(address("192.0.2.1"), "acme/user" + i).close();
        }
        assertRefused("log-ins-of-address", () -> guard.logIn(address("192.0.2.1"), "acme/user7"));
    }

    @Test
    void guessingOneAccountFromManyAddressesIsRefusedForAnHour() {
        for (int i = 0; i < 5; i++) {
            guard.logIn(address("192.0.2." + i), "acme/ada").close();
        }
        assertRefused("log-ins-anywhere", () -> guard.logIn(address("192.0.2.200"), "acme/ada"));
        pass(Duration.ofMinutes(50));
        assertRefused("log-ins-anywhere", () -> guard.logIn(address("192.0.2.201"), "acme/ada"));
        pass(Duration.ofMinutes(12));
        guard.logIn(address("192.0.2.202"), "acme/ada").cancel();
    }

    @Test
    void keyValidationsAreCountedByAddress() {
        for (int i = 0; i < 4; i++) {
            guard.keyValidation(address("2001:db8::" + i));
        }
        assertRefused("key-validations", () -> guard.keyValidation(address("2001:db8::ffff")));
        guard.keyValidation(address("2001:db8:0:1::1"));
    }

    @Test
    void countsRefusalsByPolicyAndReason() {
        for (int i = 0; i < 4; i++) {
            guard.keyValidation(address("192.0.2.1"));
        }
        for (int i = 0; i < 3; i++) {
            assertRefused("key-validations", () -> guard.keyValidation(address("192.0.2.1")));
        }
        assertThat(meters.get(Refusals.METER)
                        .tags("policy", "key-validations", "reason", "exhausted")
                        .counter()
                        .count())
                .isEqualTo(3);
    }

    @Test
    void keepsNeitherCredentialsNorNamesInKeys() {
        assertThat(AddressKeys.digest("atom_dk_secret")).hasSize(32).doesNotContain("secret");
        assertThat(AddressKeys.digest("x".repeat(100_000))).hasSize(32);
        assertThatCode(() -> guard.badCredential(address("192.0.2.1"), "x".repeat(100_000)))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesALimitOfNothing() {
        assertThatThrownBy(() -> AbuseLimits.all(0))
                .isInstanceOfSatisfying(AtomException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.VALIDATION_ERROR));
    }

    private static void assertRefused(String policy, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(LimitedException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
            assertThat(refused.violated()).containsExactly(policy);
            assertThat(refused.retryAfter()).isPresent();
        });
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
