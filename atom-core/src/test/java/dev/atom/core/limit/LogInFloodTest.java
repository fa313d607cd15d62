package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Strangers try to log in at accounts they make up, from as many networks as they like. */
class LogInFloodTest {
    private static final InetAddress OWNERS = address(0xc6336401);
    private static final int NAMES = 300_000;
    private static final int NETWORKS = 250;

    private final AtomicLong now = new AtomicLong();
    private final RateLimiter engine = new SketchedRateLimiter(
            AbuseGuard.ACCOUNT,
            LocalRateLimiter.builder().clock(now::get),
            LocalRateLimiter.builder().clock(now::get));
    private final AbuseGuard guard =
            new AbuseGuard(engine, engine, AbuseLimits.DEFAULT, new Refusals(new SimpleMeterRegistry()), now::get);

    @AfterEach
    void close() {
        engine.close();
    }

    /** Names had a place each for an hour: 131,072 of them left none for anybody who logged in after them. */
    @Test
    void aFloodOfNamesKeepsNobodyFromLoggingIn() {
        flood("acme/nobody-", 1);

        for (int user = 0; user < 1_000; user++) {
            guard.logIn(address(0xc6330000 + user), "acme/user-" + user).cancel();
        }
    }

    /** The worst that can be done with so many failures: whole limits spent at 3,000 names. */
    @Test
    void spendingWholeLimitsKeepsNobodyElseFromLoggingIn() {
        flood("acme/nobody-", 100);

        int refused = 0;
        for (int user = 0; user < 1_000; user++) {
            refused += tries(address(0xc6330000 + user), "acme/user-" + user) ? 0 : 1;
        }
        assertThat(refused)
                .as("expected: 0.8 of 1,000, who have three full places by chance")
                .isLessThan(12);
    }

    @Test
    void anAccountIsGuessedAtNoMoreOftenForTheFlood() {
        flood("acme/nobody-", 1);
        int admitted = 0;
        for (int network = 0; network < 200; network++) {
            admitted += tries(address(0xc0000000 + network), "acme/ada") ? 1 : 0;
        }
        assertThat(admitted).isBetween(60, AbuseLimits.DEFAULT.logInsAnywhere());
    }

    @Test
    void anAccountThatExistsNowhereIsRefusedAsOneThatDoes() {
        for (String account : new String[] {"acme/ada", "no-such-tenant/nobody"}) {
            for (int i = 0; i < 100; i++) {
                guard.logIn(address(0xc0000000 + i), account).close();
            }
            assertThatThrownBy(() -> guard.logIn(OWNERS, account))
                    .isInstanceOfSatisfying(LimitedException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                        assertThat(refused.violated()).containsExactly("log-ins-anywhere");
                    });
        }
    }

    @Test
    void whatIsCancelledHasSpentNothing() {
        for (int i = 0; i < 10_000; i++) {
            guard.logIn(OWNERS, "acme/ada").cancel();
        }
        assertThat(tries(OWNERS, "acme/ada")).isTrue();
    }

    @Test
    void aFloodOfBadCredentialsLeavesThemRefusedForWhatTheyAre() {
        try (RateLimiter few =
                LocalRateLimiter.builder().keys(64).clock(now::get).build()) {
            AbuseGuard filled =
                    new AbuseGuard(engine, few, AbuseLimits.DEFAULT, new Refusals(new SimpleMeterRegistry()), now::get);
            for (int network = 0; network < 2_000; network++) {
                filled.badCredential(address(network), "guess " + network);
            }
            filled.beforeCredential(OWNERS);
        }
    }

    /** Whatever strangers fill, it is not what tenants need. */
    @Test
    void strangersTakeNoMirrorsFromTenants() {
        Mirrors mirrors = new Mirrors(100, 50, new SimpleMeterRegistry());
        SlidingWindow policy = SlidingWindow.of("log-ins-anywhere", 100, Duration.ofHours(1));
        for (int i = 0; i < NAMES; i++) {
            var unused = mirrors.of("name " + i, Limit.failClosed(LimitKey.platform("account", "name " + i), policy));
        }
        assertThat(mirrors.sweep(0)).isEmpty();
        for (int i = 0; i < 100; i++) {
            TenantId tenant = new TenantId(UUID.randomUUID());
            assertThat(mirrors.of("tenant " + i, Limit.of(LimitKey.of(tenant), policy)))
                    .isPresent();
        }
        TenantId one = new TenantId(UUID.randomUUID());
        assertThat(mirrors.of("one too many", Limit.of(LimitKey.of(one), policy)))
                .isEmpty();
    }

    /** For an hour, from some networks, as often as each may. */
    private void flood(String name, int eachName) {
        for (int i = 0; i < NAMES; i++) {
            if (i % (NETWORKS * 20) == 0) {
                now.addAndGet(Duration.ofSeconds(61).toNanos());
            }
            // One address may fail five times a minute at one account.
            int network = (i / 4 % NETWORKS);
            boolean unused = tries(address(0x0a000000 + network), name + i / eachName);
        }
    }

    /** Whether a wrong password would be looked at. */
    private boolean tries(InetAddress from, String account) {
        try {
            guard.logIn(from, account).close();
            return true;
        } catch (AtomException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
            return false;
        }
    }

    private static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number});
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
