package dev.atom.core.tenant;

import dev.atom.core.db.TenantDb;
import dev.atom.core.identity.CredentialReader;
import dev.atom.core.identity.CredentialWatch;
import dev.atom.core.identity.Session;
import dev.atom.core.identity.SessionRef;
import dev.atom.spi.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Resolves through the database, one round trip for all facts, and remembers verdicts for five seconds. */
final class CachingTenantResolver implements TenantResolver, CredentialWatch {
    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    private final TenantDb db;
    private final TenancySettings settings;
    private final FactReader reader;
    private final VerdictCache cache;

    CachingTenantResolver(TenantDb db, TenancySettings settings) {
        this.db = db;
        this.settings = settings;
        this.reader =
                new FactReader(new CredentialReader(settings.logIn().keys(), settings.clock()), settings.baseDomain());
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
        Instant now = settings.clock().instant();
        Verdict verdict = Agreement.judge(asked, found, now);
        cache.keep(asked, verdict, reading);
        if (verdict instanceof Verdict.Granted granted) {
            asked.session().ifPresent(session -> touch(session, granted.until(), now));
        }
        return verdict;
    }

    /** A session that is used does not idle; that is written down at most once a minute. */
    private void touch(SessionRef session, Instant until, Instant now) {
        Instant idle = now.plus(Session.IDLE);
        if (until.isBefore(idle.minus(NOTED_EVERY))) {
            db.run(session.tenant(), handle -> ResolverStore.touch(handle, session, now, idle));
        }
    }
}
