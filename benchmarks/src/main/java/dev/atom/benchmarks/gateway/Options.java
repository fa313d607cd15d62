package dev.atom.benchmarks.gateway;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much to measure.
 *
 * @param targets which targets, in the order of each round
 * @param rounds how often each figure is taken; the median is reported
 * @param time how long each window lasts
 * @param connections closed loops: how many connections
 * @param rates open loops: calls per second
 * @param streams streams at once; 0 leaves streaming out
 * @param deltas deltas of a stream
 * @param gap between deltas
 * @param warmCalls calls to each target before the first round
 * @param profile the directory for a flight recording of each target; empty for none. Recording costs the target CPU
 */
record Options(
        List<Target> targets,
        int rounds,
        Duration time,
        List<Integer> connections,
        List<Integer> rates,
        int streams,
        int deltas,
        Duration gap,
        long warmCalls,
        String profile) {

    private static final Map<String, String> DEFAULTS = Map.of(
            "targets", "direct,bare,bare-async,atom,atom-32-tenants",
            "rounds", "3",
            "seconds", "5",
            "connections", "1,8,32",
            "rates", "500,2000",
            "streams", "16",
            "deltas", "64",
            "gap-ms", "20",
            "warm-calls", "60000",
            "profile", "");

    /** Frames behind the deltas: the finish, the usage, the end mark. */
    private static final int CLOSING_FRAMES = 3;

    /** Reads {@code name=value} arguments over the defaults; an unknown name is refused with the list of names. */
    static Options parse(String... arguments) {
        var given = new TreeMap<>(DEFAULTS);
        for (var argument : arguments) {
            int cut = Math.max(argument.indexOf('='), 0);
            if (given.replace(argument.substring(0, cut), argument.substring(cut + 1)) == null) {
                throw new IllegalArgumentException("unknown option '" + argument + "': use name=value of " + given);
            }
        }
        return new Options(
                split(given, "targets").stream().map(Target::named).toList(),
                Integer.parseInt(value(given, "rounds")),
                Duration.ofMillis(Math.round(1000 * Double.parseDouble(value(given, "seconds")))),
                split(given, "connections").stream().map(Integer::valueOf).toList(),
                split(given, "rates").stream().map(Integer::valueOf).toList(),
                Integer.parseInt(value(given, "streams")),
                Integer.parseInt(value(given, "deltas")),
                Duration.ofMillis(Long.parseLong(value(given, "gap-ms"))),
                Long.parseLong(value(given, "warm-calls")),
                value(given, "profile"));
    }

    int frames() {
        return deltas + CLOSING_FRAMES;
    }

    private static List<String> split(Map<String, String> given, String name) {
        return Arrays.stream(value(given, name).split(",", -1))
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static String value(Map<String, String> given, String name) {
        return given.getOrDefault(name, "");
    }
}
