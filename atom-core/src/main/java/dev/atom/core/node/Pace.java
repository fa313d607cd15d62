package dev.atom.core.node;

import java.time.Duration;

/** How a walk through pages gets along with the provider's limits. */
interface Pace {
    /** Asks for what is to be had at once. */
    Pace IMPATIENT = wait -> false;

    /** Waits for so long; false when the walk had better end instead. */
    boolean waited(Duration wait);

    /** Another page is about to be asked for. */
    default void onward() {}
}
