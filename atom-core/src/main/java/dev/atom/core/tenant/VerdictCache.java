package dev.atom.core.tenant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.atom.spi.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Verdicts of the last five seconds. Guarantees: a verdict is given out at most {@link #LIFE} after its reading began, a grant
 * not past its key's expiry, and none whose reading began before a {@link #forget} of its tenant had returned. Bounded:
 * refusals, which anybody can provoke, have a small cache of their own and push out no grant.
 *
 * <p>Thread-safe, never blocks on I/O, starts no thread. Forgetting is a counter: each reading notes where the count stood,
 * and a verdict older than its tenant's last change is not given out, so a reading that overlaps a change cannot outlive it.
 */
final class VerdictCache {
    static final Duration LIFE = Duration.ofSeconds(5);
    static final int GRANTS = 20_000;
    static final int REFUSALS = 1_000;
    private static final int STRIPES = 1024;

    private final Cache<AskedFacts, Kept> grants;
    private final Cache<AskedFacts, Kept> refusals;
    private final AtomicLong changes = new AtomicLong();
    /** The count at the last change of any tenant of the stripe. */
    private final AtomicLongArray lastChange = new AtomicLongArray(STRIPES);

    private final Clock clock;
    private final LongSupplier nanoTime;

    VerdictCache(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.grants = cache(GRANTS);
        this.refusals = cache(REFUSALS);
    }

    /** Where time and changes stand; taken before the database is read. */
    record Reading(long began, long changes) {}

    private record Kept(Verdict verdict, Reading reading) {}

    Reading reading() {
        return new Reading(nanoTime.getAsLong(), changes.get());
    }

    /** The verdict, if it is known and may still be given out. */
    Optional<Verdict> find(AskedFacts asked) {
        Kept kept = grants.getIfPresent(asked);
        if (kept == null) {
            kept = refusals.getIfPresent(asked);
        }
        return kept != null && isFresh(kept) ? Optional.of(kept.verdict()) : Optional.empty();
    }

    void keep(AskedFacts asked, Verdict verdict, Reading reading) {
        Kept kept = new Kept(verdict, reading);
        if (verdict instanceof Verdict.Granted) {
            grants.put(asked, kept);
        } else {
            grants.invalidate(asked);
            refusals.put(asked, kept);
        }
    }

    void forget(TenantId tenant) {
        lastChange.accumulateAndGet(stripe(tenant), changes.incrementAndGet(), Math::max);
    }

    /** How many verdicts are kept, after clearing out what is surplus. */
    long size() {
        grants.cleanUp();
        refusals.cleanUp();
        return grants.estimatedSize() + refusals.estimatedSize();
    }

    private boolean isFresh(Kept kept) {
        Reading reading = kept.reading();
        if (nanoTime.getAsLong() - reading.began() >= LIFE.toNanos()) {
            return false;
        }
        if (kept.verdict() instanceof Verdict.Granted granted) {
            return reading.changes() >= lastChange.get(stripe(granted.tenantId()))
                    && clock.instant().isBefore(granted.until());
        }
        // A refusal may have named no tenant at all, so any change may have made it wrong.
        return reading.changes() == changes.get();
    }

    private static int stripe(TenantId tenant) {
        return tenant.hashCode() & (STRIPES - 1);
    }

    private Cache<AskedFacts, Kept> cache(int size) {
        return Caffeine.newBuilder()
                .maximumSize(size)
                .expireAfterWrite(LIFE)
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }
}
