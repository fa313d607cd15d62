package dev.atom.core.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.identity.ApiKeyDigest;
import dev.atom.spi.TenantId;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class VerdictCacheTest {
    private final TestTime time = new TestTime();
    private final VerdictCache cache = new VerdictCache(time, time);
    private final TenantId tenant = new TenantId(new UUID(0, 2));
    private final AskedFacts facts = facts(1);

    @Test
    void aReadingThatOverlapsAChangeIsNotKept() {
        VerdictCache.Reading before = cache.reading();

        cache.forget(tenant);
        cache.keep(facts, grant(tenant), before);

        assertThat(cache.find(facts)).isEmpty();
    }

    @Test
    void aRefusalThatOverlapsAnyChangeIsNotKept() {
        VerdictCache.Reading before = cache.reading();

        cache.forget(tenant);
        cache.keep(facts, Verdict.UNAUTHORIZED, before);

        assertThat(cache.find(facts)).isEmpty();
    }

    @Test
    void aReadingAfterTheChangeIsKept() {
        cache.forget(tenant);

        cache.keep(facts, grant(tenant), cache.reading());

        assertThat(cache.find(facts)).isPresent();
    }

    @Test
    void aChangeOfOneTenantLeavesOthersKnown() {
        cache.keep(facts, grant(tenant), cache.reading());

        cache.forget(new TenantId(new UUID(0, 3)));

        assertThat(cache.find(facts)).isPresent();
    }

    @Test
    void ageCountsFromTheBeginningOfTheReading() {
        VerdictCache.Reading reading = cache.reading();
        time.pass(VerdictCache.LIFE);

        cache.keep(facts, grant(tenant), reading);

        assertThat(cache.find(facts)).isEmpty();
    }

    @Test
    void grantsAreBoundedToo() {
        for (int i = 0; i < 2 * VerdictCache.GRANTS; i++) {
            cache.keep(facts(i), grant(tenant), cache.reading());
        }

        assertThat(cache.size()).isLessThanOrEqualTo(VerdictCache.GRANTS);
    }

    private static AskedFacts facts(long number) {
        return new AskedFacts(Optional.of(new ApiKeyDigest(number, 0, 0, 0)), Optional.empty(), Optional.empty());
    }

    private static Verdict grant(TenantId id) {
        Tenant tenant = TenancyFixture.unknown(id);
        return Verdict.Granted.anonymous(tenant, Optional.empty());
    }
}
