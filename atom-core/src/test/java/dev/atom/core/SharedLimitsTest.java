package dev.atom.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.TestDatabase;
import dev.atom.core.limit.LimitedException;
import dev.atom.core.limit.LocalRateLimiter;
import dev.atom.core.limit.RateLimiter;
import dev.atom.core.limit.RedisSettings;
import dev.atom.core.limit.Reservation;
import dev.atom.core.limit.TestRedis;
import dev.atom.core.limit.WhenUnavailable;
import dev.atom.core.quota.PlanLimits;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.NewTenant;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.Tenant;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two instances on one database, sharing limits through a real Redis. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedLimitsTest {
    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();

    private TestDatabase database;
    private TestRedis redis;
    private Atom one;
    private Atom two;

    @BeforeAll
    void open() {
        database = TestDatabase.fresh();
        redis = TestRedis.start();
        one = builder().redis(settings()).open();
        two = builder().redis(settings()).open();
    }

    private AtomBuilder builder() {
        return Atom.builder()
                .database(database.settings())
                .quotas(QuotaSettings.usual().withPlan(Plan.FREE, PlanLimits.of(20, 2)))
                .keyWrapper(MasterKeyWrapper.of(Secret.copyOf(new byte[32]), List.of(), new SecureRandom()));
    }

    private RedisSettings settings() {
        return settings(redis);
    }

    private static RedisSettings settings(TestRedis at) {
        return RedisSettings.at(at.url()).timeout(Duration.ofSeconds(5)).build();
    }

    @AfterAll
    void close() {
        one.close();
        two.close();
        redis.close();
        database.close();
    }

    @Test
    void aPlanIsOneOverAllInstances() {
        ResolvedCaller caller = tenant();
        int admitted = 0;
        for (int i = 0; i < 30; i++) {
            admitted += spends(i % 2 == 0 ? one : two, caller) ? 1 : 0;
        }

        assertThat(admitted).isEqualTo(20);
        assertThat(two.quotas().mayBlock()).isTrue();
    }

    @Test
    void failedLogInsAreCountedOverAllInstances() {
        String account = "acme/" + UUID.randomUUID();
        for (int i = 0; i < 5; i++) {
            try (Reservation attempt = (i % 2 == 0 ? one : two).abuseGuard().logIn(CLIENT, account)) {
                assertThat(attempt.decision()).isNotNull();
            }
        }
        assertThatThrownBy(() -> two.abuseGuard().logIn(CLIENT, account))
                .isInstanceOfSatisfying(LimitedException.class, refused -> assertThat(refused.violated())
                        .contains("log-ins-at-account"));
    }

    @Test
    void isReadyWithRedisDegradedWithoutAndReadyAgainWhenItIsBack() {
        try (TestRedis passing = TestRedis.start();
                Atom alone = builder().redis(settings(passing)).open()) {
            assertThat(alone.checkReady().redis()).contains(true);

            passing.kill();
            awaitReadiness(alone, true);
            assertThat(alone.checkReady().redis()).contains(false);

            passing.restart();
            awaitReadiness(alone, false);
            assertThat(alone.checkReady().redis()).contains(true);
        }
    }

    @Test
    void isNotReadyWithoutRedisWhenItsPlansAreClosedThen() {
        QuotaSettings closed = QuotaSettings.usual().withWhenUnavailable(WhenUnavailable.CLOSED);
        try (Atom alone = builder()
                .quotas(closed)
                .redis(RedisSettings.at("redis://127.0.0.1:1").build())
                .open()) {
            assertThatThrownBy(alone::checkReady)
                    .isInstanceOfSatisfying(AtomException.class, refused -> assertThat(refused.code())
                            .isEqualTo(ErrorCode.UNAVAILABLE));
        }
    }

    private static void awaitReadiness(Atom atom, boolean degraded) {
        while (atom.checkReady().isDegraded() != degraded) {
            Thread.onSpinWait();
        }
    }

    @Test
    void withoutRedisPlansGoOnAndLogInsDoNot() {
        try (TestRedis gone = TestRedis.start();
                Atom alone =
                        builder().redis(RedisSettings.at(gone.url()).build()).open()) {
            gone.kill();

            assertThat(spends(alone, tenant())).isTrue();
            assertThatThrownBy(() -> alone.abuseGuard().logIn(CLIENT, "acme/ada"))
                    .isInstanceOfSatisfying(LimitedException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                        assertThat(refused.retryAfter()).isPresent();
                    });
        }
    }

    @Test
    void refusesTwoAnswersToWhoDecides() {
        try (RateLimiter own = LocalRateLimiter.builder().build()) {
            assertThatThrownBy(() -> builder().limiter(own).redis(settings()).open())
                    .isInstanceOfSatisfying(AtomException.class, refused -> assertThat(refused.code())
                            .isEqualTo(ErrorCode.VALIDATION_ERROR));
        }
    }

    private static boolean spends(Atom atom, ResolvedCaller caller) {
        try {
            return atom.quotas().spend(caller).request().size() == 1;
        } catch (LimitedException refused) {
            return false;
        }
    }

    private ResolvedCaller tenant() {
        Tenant tenant = one.tenants()
                .create(
                        Actor.process("test"),
                        new NewTenant(new Slug("t" + UUID.randomUUID()), "T", Plan.FREE, AiMode.BYOK));
        return new ResolvedCaller(Caller.process(tenant.id(), "test"), tenant, Set.of());
    }
}
