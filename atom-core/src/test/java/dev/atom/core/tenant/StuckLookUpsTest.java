package dev.atom.core.tenant;

import static dev.atom.core.tenant.Failures.assertFails;

import dev.atom.core.db.StuckDb;
import dev.atom.spi.ErrorCode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StuckLookUpsTest {
    @Test
    @Timeout(60)
    void whileTheDatabaseIsAwayNoMoreThanSomeCallersWaitForIt() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CachingTenantResolver.LOOK_UPS);
        StuckDb stuck = new StuckDb(CachingTenantResolver.LOOK_UPS);
        try {
            CachingTenantResolver resolver = new CachingTenantResolver(
                    stuck.tenants(), new TenancySettings(Clock.systemUTC(), System::nanoTime, Optional.empty()));
            List<Future<?>> waiting = new ArrayList<>();
            for (int i = 0; i < CachingTenantResolver.LOOK_UPS; i++) {
                waiting.add(callers.submit(() -> assertUnavailable(resolver)));
            }
            stuck.awaitWaiting();

            assertUnavailable(resolver);

            stuck.giveUp();
            for (Future<?> one : waiting) {
                one.get();
            }
            assertUnavailable(resolver);
        } finally {
            stuck.giveUp();
            callers.shutdownNow();
        }
    }

    private static void assertUnavailable(TenantResolver resolver) {
        RequestFacts facts = new RequestFacts(
                Optional.of("atom_dk_" + UUID.randomUUID()), Optional.empty(), Optional.empty(), Optional.empty());
        assertFails(ErrorCode.UNAVAILABLE, () -> resolver.resolve(facts));
    }
}
