package dev.atom.core.llm;

import org.jspecify.annotations.Nullable;

/** Ends the call of a receiver that has gone, whichever of the two is known first. Thread-safe. */
final class Leaving {
    private @Nullable Runnable leave;
    private boolean gone;

    /** How the call is ended; at once when the receiver has gone already. */
    void by(Runnable ending) {
        boolean late;
        synchronized (this) {
            leave = ending;
            late = gone;
        }
        if (late) {
            ending.run();
        }
    }

    /** The receiver has gone. */
    void now() {
        Runnable ending;
        synchronized (this) {
            gone = true;
            ending = leave;
        }
        if (ending != null) {
            ending.run();
        }
    }
}
