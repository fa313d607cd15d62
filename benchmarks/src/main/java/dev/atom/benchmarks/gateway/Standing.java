package dev.atom.benchmarks.gateway;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * The life of a process of the harness: it says where it listens, then stands until its standard input ends. So it ends with
 * the harness, however the harness ends.
 */
final class Standing {
    /** How the line begins that says a process is ready. */
    static final String READY = "READY ";

    private Standing() {}

    /**
     * Announces the process and returns once it is to stop.
     *
     * @param port where it listens on loopback
     * @param bearers the credentials it asks for, separated by commas
     * @param database the process id of the database it keeps busy, if it has one
     */
    static void untilInputEnds(int port, String bearers, OptionalLong database) throws IOException {
        System.out.println(READY + port + " " + bearers + " " + database.orElse(0));
        System.out.flush();
        while (System.in.read() >= 0) {
            // Nothing is ever said to a standing process; only the end counts.
        }
    }
}
