package dev.atom.core.limit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The mirror of a token bucket: the latest instant at which it was said to be full. */
final class BucketMirror extends Mirror {
    private @Nullable TokenBucket policy;
    private long fullAt;

    BucketMirror(String key) {
        super(key);
    }

    @Override
    synchronized void saw(LimitRequest.Part part, boolean admitted, long where, long units, long now) {
        policy = (TokenBucket) part.limit().policy();
        fullAt = Math.max(fullAt, where);
    }

    @Override
    synchronized boolean admits(LimitPolicy with, long cost, int instances, long now) {
        TokenBucket bucket = (TokenBucket) with;
        return TokenBuckets.excess(TokenBuckets.after(fullAt, now, cost * instances, bucket), now, bucket) <= 0;
    }

    @Override
    synchronized long take(LimitPolicy with, long cost, int instances, long now) {
        policy = (TokenBucket) with;
        fullAt = TokenBuckets.after(fullAt, now, cost * instances, policy);
        keepUnsaid();
        return now;
    }

    @Override
    synchronized void overdraw(LimitPolicy with, long units, long now) {
        policy = (TokenBucket) with;
        fullAt = TokenBuckets.overdrawn(fullAt, now, units, policy);
    }

    @Override
    synchronized void giveBack(LimitPolicy with, long where, long units, long now) {
        fullAt = TokenBuckets.givenBack(fullAt, now, where, units, (TokenBucket) with);
    }

    @Override
    synchronized LimitState state(Limit limit, long cost, int instances, long now) {
        TokenBucket bucket = (TokenBucket) limit.policy();
        long after = TokenBuckets.after(fullAt, now, cost * instances, bucket);
        return LimitState.ofMicros(
                limit,
                TokenBuckets.remaining(fullAt, now, bucket) / instances,
                TokenBuckets.reset(fullAt, now),
                Math.max(TokenBuckets.excess(after, now, bucket), 0));
    }

    @Override
    synchronized void shift(long micros) {
        fullAt += micros;
    }

    @Override
    synchronized boolean isEmpty(long now) {
        return fullAt - now <= 0;
    }

    @Override
    synchronized List<String> head() {
        TokenBucket bucket = policy;
        return bucket == null
                ? List.of("b", "raise", "1", "1")
                : List.of(
                        "b", "raise", Long.toString(bucket.intervalMicros()), Long.toString(bucket.toleranceMicros()));
    }

    @Override
    synchronized List<String> figures(long now) {
        return isEmpty(now) ? List.of() : List.of(Long.toString(fullAt), "0");
    }
}
