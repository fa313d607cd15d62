package dev.atom.benchmarks.gateway;

import java.time.Duration;

/**
 * One window of load on one target. It ends at the first of its two bounds; calls begun by then are finished and counted.
 *
 * @param port the target's port on loopback
 * @param bearers credentials the target asks for, separated by commas; connections take them in turn
 * @param model the model asked for
 * @param frames the frames of a right answer when streams are asked for, or 0 for whole replies
 * @param connections how many keep-alive connections, each with at most one call at a time
 * @param perSecond calls due per second whatever the target does, or 0 for each connection as fast as it is answered
 * @param time the longest it lasts
 * @param calls the most calls it makes
 */
record Window(
        int port, String bearers, String model, int frames, int connections, int perSecond, Duration time, long calls) {

    boolean stream() {
        return frames > 0;
    }

    /** The credential of the n-th connection. */
    String bearer(int connection) {
        var all = bearers.split(",", -1);
        return all[connection % all.length];
    }

    /** One line without spaces inside its fields. */
    String line() {
        return String.join(
                " ",
                Integer.toString(port),
                bearers,
                model,
                Integer.toString(frames),
                Integer.toString(connections),
                Integer.toString(perSecond),
                time.toString(),
                Long.toString(calls));
    }

    /** What {@link #line} wrote. */
    static Window parse(String line) {
        var fields = line.split(" ", -1);
        return new Window(
                Integer.parseInt(fields[0]),
                fields[1],
                fields[2],
                Integer.parseInt(fields[3]),
                Integer.parseInt(fields[4]),
                Integer.parseInt(fields[5]),
                Duration.parse(fields[6]),
                Long.parseLong(fields[7]));
    }
}
