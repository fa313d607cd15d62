package dev.atom.core.tenant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.atom.spi.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Verdicts of the last five seconds. Guarantees: a verdict is given out at most {@link #LIFE} after its reading began, a grant
 * not past its key's expiry (by the clock as it was when the verdict was kept), and none whose reading began before a
 * {@link #forget} of its tenant had returned. Bounded: refusals, which anybody can provoke, have a small cache of their own and
 * push out no grant.
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

    /**
     * A verdict.
     *
     * @param changes the count when its reading began
     * @param until from when on it is not given out, in the nanoseconds that the reading began by
     */
    private record Kept(Verdict verdict, long changes, long until) {}

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
        if (verdict instanceof Verdict.Granted granted) {
            grants.put(asked, new Kept(verdict, reading.changes(), until(granted, reading)));
        } else {
            grants.invalidate(asked);
            refusals.put(asked, new Kept(verdict, reading.changes(), reading.began() + LIFE.toNanos()));
        }
    }

    /** Whichever comes first. The wall clock is asked here, once for all times the verdict is given out. */
    private long until(Verdict.Granted granted, Reading reading) {
        long old = reading.began() + LIFE.toNanos();
        long present = nanoTime.getAsLong();
        Instant now = clock.instant();
        if (granted.until().isAfter(now.plus(LIFE))) {
            return old;
        }
        long expired = present + Duration.between(now, granted.until()).toNanos();
        return expired - old < 0 ? expired : old;
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
        if (nanoTime.getAsLong() - kept.until() >= 0) {
            return false;
        }
        return kept.verdict() instanceof Verdict.Granted granted
                ? kept.changes() >= lastChange.get(stripe(granted.tenantId()))
                // A refusal may have named no tenant at all, so any change may have made it wrong.
                : kept.changes() == changes.get();
    }

    private static int stripe(TenantId tenant) {
        return tenant.hashCode() & (STRIPES - 1);
    }

    /** What is too old stays until it is asked for again or others need its place: the age is in the verdict. */
    private static Cache<AskedFacts, Kept> cache(int size) {
        return Caffeine.newBuilder().maximumSize(size).executor(Runnable::run).build();
    }
}
