package dev.atom.core.tenant;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.Origin;
import dev.atom.core.db.TenantDb;
import dev.atom.core.identity.ApiKeyDigest;
import dev.atom.core.identity.CredentialReader;
import dev.atom.core.identity.CredentialWatch;
import dev.atom.core.identity.Session;
import dev.atom.core.identity.SessionRef;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Resolves through the database, one round trip for all facts, and remembers verdicts for five seconds. While the database is
 * away it keeps {@value #LOOK_UPS} threads waiting and no more.
 */
final class CachingTenantResolver implements TenantResolver, CredentialWatch {
    /** Many more than the database answers at once, and many fewer than a server has threads. */
    static final int LOOK_UPS = 64;

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    private final TenantDb db;
    private final TenancySettings settings;
    private final FactReader reader;
    private final VerdictCache cache;
    private final Consumer<AuditEvent> refusals;
    private final KeyUseListener keyUses;
    private final Bulkhead lookUps = new Bulkhead(LOOK_UPS, PATIENCE);

    /** Hears of every key that was looked up and is good. */
    interface KeyUseListener {
        void used(TenantId tenant, UUID key, Optional<Instant> lastKnown, Instant now);
    }

    /** A resolver to which nobody listens. */
    CachingTenantResolver(TenantDb db, TenancySettings settings) {
        this(db, settings, refusal -> {}, (tenant, key, lastKnown, now) -> {});
    }

    CachingTenantResolver(
            TenantDb db, TenancySettings settings, Consumer<AuditEvent> refusals, KeyUseListener keyUses) {
        this.db = db;
        this.settings = settings;
        this.refusals = refusals;
        this.keyUses = keyUses;
        this.reader =
                new FactReader(new CredentialReader(settings.logIn().keys(), settings.clock()), settings.baseDomain());
        this.cache = new VerdictCache(settings.clock(), settings.nanoTime());
    }

    @Override
    public ResolvedCaller resolve(RequestFacts facts) {
        AskedFacts asked = reader.read(facts);
        return answer(cache.find(asked).orElseGet(() -> look(asked)), facts);
    }

    @Override
    public Optional<ResolvedCaller> resolveCached(RequestFacts facts) {
        return cache.find(reader.read(facts)).map(verdict -> answer(verdict, facts));
    }

    @Override
    public void changed(TenantId tenant) {
        cache.forget(tenant);
    }

    @Override
    public Optional<KeyStanding> standing(String presented) {
        AskedFacts asked =
                new AskedFacts(Optional.of(ApiKeyDigest.orNone(presented)), Optional.empty(), Optional.empty());
        // Not kept: whoever asks about a key does not use it, and the use that follows has to be noticed.
        return cache.find(asked).orElseGet(() -> judged(asked)) instanceof Verdict.Granted granted
                ? Optional.of(
                        new KeyStanding(granted.tenantId(), granted.holder().user(), granted.until()))
                : Optional.empty();
    }

    /** How many verdicts are kept. */
    long size() {
        return cache.size();
    }

    private Verdict judged(AskedFacts asked) {
        List<FoundFact> found = found(asked);
        return Agreement.judge(asked, found, settings.clock().instant());
    }

    private List<FoundFact> found(AskedFacts asked) {
        return lookUps.in(() -> db.withoutTenant(handle -> ResolverStore.resolve(handle, asked)));
    }

    private Verdict look(AskedFacts asked) {
        VerdictCache.Reading reading = cache.reading();
        List<FoundFact> found = found(asked);
        Instant now = settings.clock().instant();
        Verdict verdict = withSubject(Agreement.judge(asked, found, now), found);
        cache.keep(asked, verdict, reading);
        if (verdict instanceof Verdict.Granted granted) {
            asked.session().ifPresent(session -> touch(session, granted.until(), now));
            keys(found).forEach(key -> keyUses.used(granted.tenantId(), key.id(), key.lastUsedAt(), now));
        }
        return verdict;
    }

    private ResolvedCaller answer(Verdict verdict, RequestFacts facts) {
        if (verdict instanceof Verdict.Refused refused) {
            refused.about().ifPresent(subject -> refusals.accept(event(subject, facts.origin(), refused.code())));
        }
        return verdict.answer(facts.origin());
    }

    private static AuditEvent event(Verdict.Subject subject, Origin origin, ErrorCode code) {
        Actor actor = new Actor(subject.kind(), subject.id(), origin);
        return new AuditEvent(subject.tenant(), actor, "credential.refuse", "credential/" + subject.id(), Map.of())
                .withOutcome(code.name());
    }

    private static Verdict withSubject(Verdict verdict, List<FoundFact> found) {
        if (verdict instanceof Verdict.Refused refused) {
            for (FoundFact fact : found) {
                if (fact.credential().isPresent()) {
                    FoundCredential credential = fact.credential().get();
                    return refused.about(
                            new Verdict.Subject(fact.tenant().id(), credential.actorKind(), credential.actorId()));
                }
            }
        }
        return verdict;
    }

    private static List<FoundCredential.Key> keys(List<FoundFact> found) {
        return found.stream()
                .flatMap(fact -> fact.credential().stream())
                .filter(FoundCredential.Key.class::isInstance)
                .map(FoundCredential.Key.class::cast)
                .toList();
    }

    /** A session that is used does not idle; that is written down at most once a minute. */
    private void touch(SessionRef session, Instant until, Instant now) {
        Instant idle = now.plus(Session.IDLE);
        if (until.isBefore(idle.minus(NOTED_EVERY))) {
            db.run(session.tenant(), handle -> ResolverStore.touch(handle, session, now, idle));
        }
    }
}
