package dev.atom.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.Atom;
import dev.atom.core.identity.ApiKeyInfo.State;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However many ask at once, and of whichever instance, a user has no more keys than allowed, and nobody is left without an answer. */
class KeyLimitTest {
    private static final int MOST = KeySettings.DEFAULT.maxPerUser();
    private static final int USERS = 200;
    private static final int AT_ONCE = 12;

    private final KeyFixture fixture = new KeyFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void twoHundredUsersWhoAskTwelveTimesAtOnceOfTwoInstancesHaveFiveKeysEach() throws Exception {
        List<UserId> users = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            users.add(fixture.user());
        }
        ExecutorService threads = Executors.newFixedThreadPool(2 * AT_ONCE);
        try (MasterKeyWrapper master = MasterKeyWrapper.of(Secret.copyOf(new byte[32]), List.of(), new SecureRandom());
                Atom one = atom(master);
                Atom other = atom(master)) {
            List<Callable<Boolean>> requests = new ArrayList<>();
            for (UserId user : users) {
                for (int i = 0; i < AT_ONCE; i++) {
                    Atom asked = i % 2 == 0 ? one : other;
                    requests.add(() -> isIssued(asked.desktopKeys(), user));
                }
            }
            int issued = 0;
            for (Future<Boolean> answer : threads.invokeAll(requests)) {
                // Every request is answered: with a key, or with the limit.
                issued += answer.get() ? 1 : 0;
            }
            assertThat(issued).isEqualTo(USERS * MOST);
        } finally {
            threads.shutdownNow();
        }
        for (UserId user : users) {
            assertThat(fixture.count(user, State.ACTIVE)).isEqualTo(MOST);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void theLimitHoldsThroughAnyInterleaving(long seed) throws Exception {
        UserId user = fixture.user();
        List<DesktopKeys> instances =
                List.of(fixture.keys, fixture.tenancy.another().desktopKeys());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> workers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Random random = new Random(31 * seed + i);
                DesktopKeys keys = instances.get(i % 2);
                workers.add(() -> {
                    for (int step = 0; step < 20; step++) {
                        act(keys, user, random);
                        assertThat(fixture.count(user, State.ACTIVE))
                                .as("seed " + seed)
                                .isLessThanOrEqualTo(MOST);
                        assertThat(fixture.count(user, State.GRACE))
                                .as("seed " + seed)
                                .isLessThanOrEqualTo(MOST);
                    }
                    return true;
                });
            }
            for (Future<Boolean> worker : threads.invokeAll(workers)) {
                assertThat(worker.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        fixture.tenancy.time.pass(Duration.ofDays(366));
        // No slot is lost: when everything has expired all of them are free again.
        for (int i = 0; i < MOST; i++) {
            fixture.generate(user);
        }
    }

    /** One of the things that may happen to a user's keys; whichever refusal it meets must be one of those that are meant. */
    private void act(DesktopKeys keys, UserId user, Random random) {
        List<ApiKeyInfo> known = keys.list(fixture.caller, user);
        UUID any = known.isEmpty()
                ? UUID.randomUUID()
                : known.get(random.nextInt(known.size())).id();
        try {
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 ->
                    keys.generate(
                            fixture.caller,
                            user,
                            new KeyRequest(
                                    "laptop",
                                    Optional.empty(),
                                    Optional.of(Duration.ofSeconds(1 + random.nextInt(30)))));
                case 4, 5 -> keys.rotate(fixture.caller, user, any, Duration.ofSeconds(random.nextInt(10)));
                case 6 -> keys.revoke(fixture.caller, user, any);
                default -> fixture.tenancy.time.pass(Duration.ofSeconds(random.nextInt(5)));
            }
        } catch (AtomException refused) {
            assertThat(refused.code())
                    .as(refused.getMessage())
                    .isIn(ErrorCode.KEY_LIMIT_REACHED, ErrorCode.CONFLICT, ErrorCode.NOT_FOUND);
        }
    }

    private Atom atom(MasterKeyWrapper master) {
        return Atom.builder()
                .database(fixture.tenancy.database.settings())
                .keyWrapper(master)
                .open();
    }

    /** Whether a key was issued; anything but the limit fails. */
    private boolean isIssued(DesktopKeys keys, UserId user) {
        try (IssuedKey issued = keys.generate(fixture.caller, user, KeyRequest.of("laptop"))) {
            assertThat(issued.info().user()).contains(user);
            return true;
        } catch (AtomException refused) {
            if (refused.code() != ErrorCode.KEY_LIMIT_REACHED) {
                throw refused;
            }
            return false;
        }
    }
}
