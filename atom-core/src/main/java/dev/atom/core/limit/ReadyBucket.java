package dev.atom.core.limit;

/**
 * A request of one token bucket. A refusal is decided by a copied time if admission is still {@link #GUARD_MICROS} away: were the
 * copy older than that, it would be a refusal without need, and nothing worse. An admission is if the bucket is full
 * {@link #HORIZON_MICROS} later or still later: the instant it leaves is then the same for any present time up to there, and the
 * earlier time only makes the condition stricter.
 */
final class ReadyBucket extends ReadyLimit {
    private final BucketCells cells;
    private final long hash;
    private final long costMicros;

    /** The bucket may be full this much later than now and admit the cost. */
    private final long room;

    /** Where the bucket was last. Written in a race; whoever uses it asks whose the cell is. */
    private int cell;

    ReadyBucket(LocalAllowed allowed, BucketCells cells, TokenBucket policy) {
        super(allowed);
        this.cells = cells;
        this.hash = allowed.request().hash();
        this.costMicros = allowed.request().cost() * policy.intervalMicros();
        this.room = policy.toleranceMicros() - costMicros;
        this.cell = find();
    }

    @Override
    long tryAt(long coarse) {
        int at = cell;
        long fullAt = cells.fullAt(at);
        // Far below zero for a bucket that changes hands, and for a time that is not known.
        long ahead = fullAt - coarse;
        if (!cells.holds(at, hash)) {
            cell = find();
            return Taken.UNDECIDED;
        }
        if (ahead > room + GUARD_MICROS) {
            return Taken.EXHAUSTED;
        }
        boolean taken = ahead >= HORIZON_MICROS && ahead <= room && cells.replace(at, fullAt, fullAt + costMicros);
        return taken ? coarse : Taken.UNDECIDED;
    }

    /** The cell, or any other when there is none. */
    private int find() {
        return Math.max(cells.find(hash), 0);
    }
}
