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

    /** The first limit of a request that may be decided again. */
    ReadyLimit ready(LocalAllowed allowed) {
        LimitPolicy policy = allowed.request().policy();
        return policy instanceof TokenBucket bucket
                ? buckets.ready(allowed, bucket)
                : windows.ready(allowed, window(policy));
    }

    /** Takes the cost; a receipt or why not, see {@link Taken}. */
    long take(LimitRequest part) {
        LimitPolicy policy = part.policy();
        return policy instanceof TokenBucket bucket
                ? buckets.take(part.hash(), part.cost(), bucket)
                : windows.take(part.hash(), part.cost(), window(policy));
    }

    /** Puts units back where they were taken. */
    void giveBack(LimitRequest part, long receipt, long units) {
        LimitPolicy policy = part.policy();
        if (policy instanceof TokenBucket bucket) {
            buckets.giveBack(part.hash(), receipt, units, bucket);
        } else {
            windows.giveBack(part.hash(), receipt, units, window(policy));
        }
    }

    /** Puts the cost back that somebody took at some time. */
    void refund(LimitRequest part) {
        LimitPolicy policy = part.policy();
        if (policy instanceof TokenBucket bucket) {
            buckets.refund(part.hash(), part.cost(), bucket);
        } else {
            windows.refund(part.hash(), part.cost(), window(policy));
        }
    }

    /** Takes units whether they are there or not. */
    void overdraw(LimitRequest part, long units) {
        LimitPolicy policy = part.policy();
        if (policy instanceof TokenBucket bucket) {
            buckets.overdraw(part.hash(), units, bucket);
        } else {
            windows.overdraw(part.hash(), units, window(policy));
        }
    }

    /** How the limit stands for the cost. */
    LimitState state(long now, LimitRequest part) {
        LimitPolicy policy = part.policy();
        return policy instanceof TokenBucket bucket
                ? buckets.state(now, part.hash(), part.cost(), part.limit(), bucket)
                : windows.state(now, part.hash(), part.cost(), part.limit(), window(policy));
    }

    /** Whether the cost would be refused. */
    boolean refuses(long now, LimitRequest part) {
        LimitPolicy policy = part.policy();
        return policy instanceof TokenBucket bucket
                ? buckets.refuses(now, part.hash(), part.cost(), bucket)
                : windows.refuses(now, part.hash(), part.cost(), window(policy));
    }

    /** How many keys lie where there is room for few. */
    int spilled() {
        return buckets.spilled() + windows.spilled();
    }

    /** What is not a bucket is a window: the policies are sealed. */
    private static CountedWindow window(LimitPolicy policy) {
        return (CountedWindow) policy;
    }
}
