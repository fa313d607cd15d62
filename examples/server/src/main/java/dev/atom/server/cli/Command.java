package dev.atom.server.cli;

import java.util.List;

/** One thing {@code ./atom} can do. */
interface Command {
    /** The words that call it, such as {@code db roles}. */
    String name();

    /** Its options as the help shows them. */
    String synopsis();

    /** What it is for, in one line. */
    String purpose();

    /**
     * Does it.
     *
     * @param words what stood after the name
     * @return the exit code
     * @throws UsageException when the words make no sense
     */
    int run(List<String> words, Console console) throws Exception;
}
