package dev.atom.core.limit;

/** One limit of a request at a time: finds its table and its hash. Thread-safe. */
final class LocalLimits {
    private final BucketTable buckets;
    private final WindowTable windows;

    LocalLimits(int bits, LimitClock clock) {
        Turnstiles turnstiles = new Turnstiles();
        buckets = new BucketTable(bits, clock, turnstiles);
        windows = new WindowTable(bits, clock, turnstiles);
    }

    /** Decides by a time that has been, if that is possible. */
    long tryAt(long coarse, LimitRequest part) {
        LimitPolicy policy = part.limit().policy();
        return policy instanceof TokenBucket bucket
                ? buckets.tryAt(coarse, hash(part, bucket), part.cost(), bucket)
                : windows.tryAt(coarse, hash(part, window(policy)), part.cost(), window(policy));
    }

    /** Takes the cost; a receipt or why not, see {@link Taken}. */
    long take(long now, LimitRequest part) {
        LimitPolicy policy = part.limit().policy();
        return policy instanceof TokenBucket bucket
                ? buckets.take(now, hash(part, bucket), part.cost(), bucket)
                : windows.take(now, hash(part, window(policy)), part.cost(), window(policy));
    }

    /** Puts units back where they were taken. */
    void giveBack(LimitRequest part, long receipt, long units) {
        LimitPolicy policy = part.limit().policy();
        if (policy instanceof TokenBucket bucket) {
            buckets.giveBack(hash(part, bucket), receipt, units, bucket);
        } else {
            windows.giveBack(hash(part, window(policy)), receipt, units, window(policy));
        }
    }

    /** Puts the cost back that somebody took at some time. */
    void refund(LimitRequest part) {
        LimitPolicy policy = part.limit().policy();
        if (policy instanceof TokenBucket bucket) {
            buckets.refund(hash(part, bucket), part.cost(), bucket);
        } else {
            windows.refund(hash(part, window(policy)), part.cost(), window(policy));
        }
    }

    /** Takes units whether they are there or not. */
    void overdraw(LimitRequest part, long units) {
        LimitPolicy policy = part.limit().policy();
        if (policy instanceof TokenBucket bucket) {
            buckets.overdraw(hash(part, bucket), units, bucket);
        } else {
            windows.overdraw(hash(part, window(policy)), units, window(policy));
        }
    }

    /** How the limit stands for the cost. */
    LimitState state(long now, LimitRequest part) {
        LimitPolicy policy = part.limit().policy();
        return policy instanceof TokenBucket bucket
                ? buckets.state(now, hash(part, bucket), part.cost(), part.limit(), bucket)
                : windows.state(now, hash(part, window(policy)), part.cost(), part.limit(), window(policy));
    }

    /** Whether the cost would be refused. */
    boolean refuses(long now, LimitRequest part) {
        LimitPolicy policy = part.limit().policy();
        return policy instanceof TokenBucket bucket
                ? buckets.refuses(now, hash(part, bucket), part.cost(), bucket)
                : windows.refuses(now, hash(part, window(policy)), part.cost(), window(policy));
    }

    /** How many keys lie where there is room for few. */
    int spilled() {
        return buckets.spilled() + windows.spilled();
    }

    /** What is not a bucket is a window: the policies are sealed. */
    private static CountedWindow window(LimitPolicy policy) {
        return (CountedWindow) policy;
    }

    private static long hash(LimitRequest part, TokenBucket policy) {
        return notZero(part.limit().key().hash() ^ policy.identity());
    }

    private static long hash(LimitRequest part, CountedWindow policy) {
        return notZero(part.limit().key().hash() ^ policy.identity());
    }

    /** In the tables, 0 is nobody. */
    private static long notZero(long hash) {
        return hash == 0 ? 1 : hash;
    }
}
