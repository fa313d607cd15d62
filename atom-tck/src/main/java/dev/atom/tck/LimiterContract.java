package dev.atom.tck;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Gives each test of a contract a limiter of its own. */
abstract class LimiterContract {
    LimiterSubject limiter;

    /** A limiter that knows nothing yet. Its clock stands still. */
    protected abstract LimiterSubject limiter();

    @BeforeEach
    void start() {
        limiter = limiter();
    }

    @AfterEach
    void stop() {
        limiter.close();
    }
}
