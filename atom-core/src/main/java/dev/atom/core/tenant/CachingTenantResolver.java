package dev.atom.core.tenant;

import dev.atom.core.db.TenantDb;
import dev.atom.core.identity.CredentialWatch;
import dev.atom.spi.TenantId;
import java.util.List;
import java.util.Optional;

/** Resolves through the database, one round trip for all facts, and remembers verdicts for five seconds. */
final class CachingTenantResolver implements TenantResolver, CredentialWatch {
    private final TenantDb db;
    private final TenancySettings settings;
    private final FactReader reader;
    private final VerdictCache cache;

    CachingTenantResolver(TenantDb db, TenancySettings settings) {
        this.db = db;
        this.settings = settings;
        this.reader = new FactReader(settings.baseDomain());
        this.cache = new VerdictCache(settings.clock(), settings.nanoTime());
    }

    @Override
    public ResolvedCaller resolve(RequestFacts facts) {
        AskedFacts asked = reader.read(facts);
        Verdict verdict = cache.find(asked).orElseGet(() -> look(asked));
        return verdict.answer(facts.origin());
    }

    @Override
    public Optional<ResolvedCaller> resolveCached(RequestFacts facts) {
        return cache.find(reader.read(facts)).map(verdict -> verdict.answer(facts.origin()));
    }

    @Override
    public void changed(TenantId tenant) {
        cache.forget(tenant);
    }

    /** How many verdicts are kept. */
    long size() {
        return cache.size();
    }

    private Verdict look(AskedFacts asked) {
        VerdictCache.Reading reading = cache.reading();
        List<FoundFact> found = db.withoutTenant(handle -> ResolverStore.resolve(handle, asked));
        Verdict verdict = Agreement.judge(asked, found, settings.clock().instant());
        cache.keep(asked, verdict, reading);
        return verdict;
    }
}
