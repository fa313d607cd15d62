package dev.atom.tck;

import java.time.Duration;
import java.util.List;

/**
 * What a limiter under test answered.
 *
 * @param allowed whether everything was taken
 * @param violated the names of the rules that refused; empty when allowed
 * @param standings how each limit stands
 */
public record LimiterAnswer(boolean allowed, List<String> violated, List<Standing> standings) {
    /**
     * How a limit stands.
     *
     * @param remaining units left
     * @param reset until all of it is there again
     * @param retry until the cost would be admitted
     */
    public record Standing(long remaining, Duration reset, Duration retry) {}

    /** How the first limit stands. */
    public Standing standing() {
        return standings.get(0);
    }
}
