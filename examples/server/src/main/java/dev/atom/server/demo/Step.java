package dev.atom.server.demo;

/**
 * One stop of the tour.
 *
 * @param title what it shows
 * @param walk does it, checks it and says so
 */
record Step(String title, Walk walk) {
    /** What a step does. */
    @FunctionalInterface
    interface Walk {
        /** Throws when a check does not hold. */
        void walk(Notes notes) throws Exception;
    }
}
