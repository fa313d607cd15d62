package dev.atom.cloud.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One death, or one sleep.
 *
 * @param step where the server is ended
 * @param hit at which time it comes there, 1 or 2
 * @param behaviour what the matter is with the cloud until then
 * @param stopped whether it is stopped there, and goes on after another has taken over, instead of being killed
 */
record CrashRun(String step, int hit, String behaviour, boolean stopped) {
    private static final int HITS = 2;

    /** Where a server that goes on too late is about to do what it decided on. */
    private static final Set<String> STOPS = Set.of(
            "BEFORE_INTENT",
            "BEFORE_SEND",
            "BEFORE_DESTROY",
            "AFTER_LIST",
            "AFTER_READ",
            "AFTER_DECISION",
            "AFTER_SUSPICION");

    /**
     * The runs that are made. Servers are killed at each step and time, with the behaviours in turn, so that each of them meets half
     * of the steps; or in the whole product. They are stopped where that may matter.
     */
    static List<CrashRun> plan(List<String> steps, List<String> behaviours, boolean whole) {
        List<CrashRun> runs = new ArrayList<>();
        for (int behaviour = 0; behaviour < behaviours.size(); behaviour++) {
            for (int step = 0; step < steps.size(); step++) {
                for (int hit = 1; hit <= HITS; hit++) {
                    if (whole || (behaviour + step) % (2 * HITS) == hit - 1) {
                        runs.add(new CrashRun(steps.get(step), hit, behaviours.get(behaviour), false));
                    }
                }
            }
        }
        steps.stream()
                .filter(STOPS::contains)
                .forEach(step -> runs.add(new CrashRun(step, 1, behaviours.get(0), true)));
        return runs;
    }

    @Override
    public String toString() {
        return (stopped ? "stopped at " : "killed at ") + step + ", time " + hit + ", " + behaviour;
    }
}
