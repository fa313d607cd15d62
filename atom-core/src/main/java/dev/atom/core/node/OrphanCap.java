package dev.atom.core.node;

/**
 * How many nodes without a claim may be destroyed at one provider in the time of one cycle, whoever asks for how many cycles in
 * it: a fault in what we believe should cost a few nodes until somebody sees it, not the fleet. Nodes whose claim says that they
 * are to go are not counted.
 *
 * @param most never more, 1 or more
 * @param floor always so many, however small the fleet is, 0 or more
 * @param percent of the nodes that were listed, 0-100
 */
public record OrphanCap(int most, int floor, int percent) {
    /** A tenth of the fleet, at least 3, at most 100. */
    public static final OrphanCap DEFAULT = new OrphanCap(100, 3, 10);

    /** Refuses what is out of range. */
    public OrphanCap {
        if (most < 1 || floor < 0 || percent < 0 || percent > 100) {
            throw new IllegalArgumentException("an orphan cap has most >= 1, floor >= 0 and percent 0-100");
        }
    }

    /** How many of a fleet. */
    int of(int fleet) {
        return Math.min(most, Math.max(floor, (int) ((long) fleet * percent / 100)));
    }
}
