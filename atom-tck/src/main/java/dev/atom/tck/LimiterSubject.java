package dev.atom.tck;

import java.time.Duration;
import java.util.List;

/** A rate limiter under test, whose clock the test holds. Everything but {@link #advance} may be called by several threads. */
public interface LimiterSubject extends AutoCloseable {
    /** Takes every cost or none. */
    LimiterAnswer acquire(List<LimiterAsk> asks);

    /** What taking would answer. */
    LimiterAnswer peek(List<LimiterAsk> asks);

    /** Gives back what was taken at some time. */
    void refund(List<LimiterAsk> asks);

    /** Takes every cost or none, to be corrected later. */
    LimiterHold reserve(List<LimiterAsk> asks);

    /** Lets this much time pass for the limiter. */
    void advance(Duration time);

    /** The most that the rule lets through in any window of this length. */
    long bound(LimiterRule rule, Duration window);

    @Override
    void close();
}
