package dev.atom.core.node;

/** Hears which step the work has come to. Does nothing outside tests. */
@FunctionalInterface
interface Steps {
    /** Nobody listens. */
    Steps NONE = step -> {};

    /** The work is there. */
    void at(Step step);
}
