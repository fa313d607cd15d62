package dev.atom.benchmarks.nodes;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much to measure.
 *
 * @param what {@code cycles}, {@code ends}, or both
 * @param nodes of the fleet
 * @param tenants that share it
 * @param cycles over the healthy fleet; the first are warming up
 * @param limited whether one more cycle keeps to Fly's documented limits, which takes a second for each thousand nodes
 * @param sessions started and ended at each provider, one after another
 */
record Options(List<String> what, int nodes, int tenants, int cycles, boolean limited, int sessions) {
    private static final Map<String, String> DEFAULTS = Map.of(
            "what", "cycles,ends",
            "nodes", "100000",
            "tenants", "100",
            "cycles", "5",
            "limited", "true",
            "sessions", "200");

    static Options parse(String... arguments) {
        Map<String, String> given = new TreeMap<>(DEFAULTS);
        for (String argument : arguments) {
            int cut = Math.max(argument.indexOf('='), 0);
            if (given.replace(argument.substring(0, cut), argument.substring(cut + 1)) == null) {
                throw new IllegalArgumentException("unknown option '" + argument + "': use name=value of " + given);
            }
        }
        return new Options(
                Arrays.asList(given.getOrDefault("what", "").split(",", -1)),
                number(given, "nodes"),
                number(given, "tenants"),
                number(given, "cycles"),
                Boolean.parseBoolean(given.getOrDefault("limited", "")),
                number(given, "sessions"));
    }

    private static int number(Map<String, String> given, String name) {
        return Integer.parseInt(given.getOrDefault(name, ""));
    }
}
