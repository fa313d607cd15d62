package dev.atom.core.limit;

/**
 * Every token bucket of an engine. Decides with one compare-and-set; allocates nothing. Thread-safe; lock-free but for the first
 * take of a key that has no cell.
 */
final class BucketTable {
    private final BucketCells cells;
    private final LimitClock clock;
    private final Turnstiles turnstiles;

    /** How a bucket is changed other than by a decision. */
    private enum Change {
        REFUND,
        GIVE_BACK,
        OVERDRAW
    }

    BucketTable(int bits, LimitClock clock, Turnstiles turnstiles) {
        this.cells = new BucketCells(bits);
        this.clock = clock;
        this.turnstiles = turnstiles;
    }

    /** A request that may be decided again. */
    ReadyLimit ready(LocalAllowed allowed, TokenBucket policy) {
        return new ReadyBucket(allowed, cells, policy);
    }

    /** Takes a cost. The receipt is when. */
    long take(long hash, long cost, TokenBucket policy) {
        while (true) {
            int cell = cells.find(hash);
            if (cell == BucketCells.NONE) {
                long first = takeFirst(hash, cost, policy);
                if (first != Taken.UNDECIDED) {
                    return first;
                }
                continue;
            }
            long fullAt = cells.fullAt(cell);
            if (fullAt == BucketCells.CHANGING || !cells.holds(cell, hash)) {
                Thread.onSpinWait();
                continue;
            }
            // Read after the instant and before looking at it again: at this time the bucket is as it was read.
            long now = clock.micros();
            long after = TokenBuckets.after(fullAt, now, cost, policy);
            if (TokenBuckets.excess(after, now, policy) > 0) {
                if (cells.fullAt(cell) == fullAt) {
                    return Taken.EXHAUSTED;
                }
            } else if (cells.replace(cell, fullAt, after)) {
                return now;
            }
        }
    }

    private long takeFirst(long hash, long cost, TokenBucket policy) {
        synchronized (turnstiles.of(hash)) {
            if (cells.find(hash) != BucketCells.NONE) {
                return Taken.UNDECIDED;
            }
            // Read after the look-up: if the key had a cell before, this is later than when its bucket was full.
            long now = clock.micros();
            return cells.claim(hash, now, TokenBuckets.after(now, now, cost, policy)) ? now : Taken.FULL;
        }
    }

    /** How the limit stands for a cost. */
    LimitState state(long now, long hash, long cost, Limit limit, TokenBucket policy) {
        long fullAt = fullAt(hash, now);
        long retry = Math.max(0, TokenBuckets.excess(TokenBuckets.after(fullAt, now, cost, policy), now, policy));
        long remaining = TokenBuckets.remaining(fullAt, now, policy);
        return LimitState.ofMicros(limit, remaining, TokenBuckets.reset(fullAt, now), retry);
    }

    /** Whether a cost would be refused. */
    boolean refuses(long now, long hash, long cost, TokenBucket policy) {
        return TokenBuckets.excess(TokenBuckets.after(fullAt(hash, now), now, cost, policy), now, policy) > 0;
    }

    /** When the bucket is full; a time not after now if it is. */
    private long fullAt(long hash, long now) {
        while (true) {
            int cell = cells.find(hash);
            if (cell == BucketCells.NONE) {
                return now;
            }
            long fullAt = cells.fullAt(cell);
            if (fullAt != BucketCells.CHANGING && cells.holds(cell, hash)) {
                return fullAt;
            }
            Thread.onSpinWait();
        }
    }

    /** Puts units back that somebody took at some time. */
    void refund(long hash, long units, TokenBucket policy) {
        change(Change.REFUND, hash, 0, units, policy);
    }

    /** Puts units back that were taken at that time. */
    void giveBack(long hash, long takenAt, long units, TokenBucket policy) {
        change(Change.GIVE_BACK, hash, takenAt, units, policy);
    }

    /** Takes units whether they are there or not. */
    void overdraw(long hash, long units, TokenBucket policy) {
        while (!change(Change.OVERDRAW, hash, 0, units, policy)) {
            long first = overdrawFirst(hash, units, policy);
            if (first != Taken.UNDECIDED) {
                return;
            }
        }
    }

    private long overdrawFirst(long hash, long units, TokenBucket policy) {
        synchronized (turnstiles.of(hash)) {
            if (cells.find(hash) != BucketCells.NONE) {
                return Taken.UNDECIDED;
            }
            long now = clock.micros();
            return cells.claim(hash, now, TokenBuckets.overdrawn(now, now, units, policy)) ? now : Taken.FULL;
        }
    }

    /** Changes a bucket that has a cell; one that has none is full, and putting back leaves it so. */
    private boolean change(Change change, long hash, long takenAt, long units, TokenBucket policy) {
        while (true) {
            int cell = cells.find(hash);
            if (cell == BucketCells.NONE) {
                return false;
            }
            long fullAt = cells.fullAt(cell);
            if (fullAt == BucketCells.CHANGING || !cells.holds(cell, hash)) {
                Thread.onSpinWait();
                continue;
            }
            // Read after the instant: whoever set that did it by an earlier time, so none of it is given back twice.
            long now = clock.micros();
            long by =
                    switch (change) {
                        case REFUND -> TokenBuckets.refunded(fullAt, now, units, policy);
                        case GIVE_BACK -> TokenBuckets.givenBack(fullAt, now, takenAt, units, policy);
                        case OVERDRAW -> TokenBuckets.overdrawn(fullAt, now, units, policy);
                    };
            if (cells.replace(cell, fullAt, by)) {
                return true;
            }
        }
    }

    /** How many buckets lie where there is room for few. */
    int spilled() {
        return cells.spilled(clock.micros());
    }
}
