package dev.atom.tck;

/** What a limiter under test has reserved, or not. */
public interface LimiterHold {
    /** Whether it was taken. */
    LimiterAnswer answer();

    /** It happened at this cost. */
    void settle(long actualCost);

    /** It did not happen. */
    void cancel();

    /** It happened as estimated. */
    void close();
}
