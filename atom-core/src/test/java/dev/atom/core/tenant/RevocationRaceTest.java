package dev.atom.core.tenant;

import static dev.atom.core.tenant.Failures.assertFails;
import static dev.atom.core.tenant.TenancyFixture.TESTER;
import static dev.atom.core.tenant.TenancyFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.identity.IssuedKey;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A key is refused from the moment its revocation is reported, however many readings were under way. */
class RevocationRaceTest {
    private static final int ROUNDS = 30;
    private static final int READERS = 3;

    @Test
    void noReadingOutlivesTheRevocation() throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try (TenancyFixture fixture = new TenancyFixture()) {
            Tenant tenant = fixture.tenant();
            for (int round = 0; round < ROUNDS; round++) {
                IssuedKey key = fixture.issue(tenant.id());
                RequestFacts facts =
                        new RequestFacts(Optional.of(text(key)), Optional.empty(), Optional.empty(), Optional.empty());
                CountDownLatch reading = new CountDownLatch(READERS);
                Callable<ErrorCode> reader = () -> readUntilRefused(fixture, facts, reading);
                List<Future<ErrorCode>> ends =
                        List.of(readers.submit(reader), readers.submit(reader), readers.submit(reader));
                reading.await();

                fixture.tenancy.apiKeys().revoke(TESTER, tenant.id(), key.info().id());

                assertFails(
                        ErrorCode.UNAUTHORIZED, () -> fixture.tenancy.resolver().resolve(facts));
                for (Future<ErrorCode> end : ends) {
                    assertThat(end.get()).isEqualTo(ErrorCode.UNAUTHORIZED);
                }
            }
        } finally {
            readers.shutdownNow();
        }
    }

    /** Forgetting after each reading keeps the cache moving, so that readings reach the database all the time. */
    private static ErrorCode readUntilRefused(TenancyFixture fixture, RequestFacts facts, CountDownLatch reading) {
        CachingTenantResolver resolver = (CachingTenantResolver) fixture.tenancy.resolver();
        Tenant tenant = resolver.resolve(facts).tenant();
        reading.countDown();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                resolver.resolve(facts);
                resolver.changed(tenant.id());
            } catch (AtomException refused) {
                return refused.code();
            }
        }
        throw new IllegalStateException("interrupted before the key was refused");
    }
}
