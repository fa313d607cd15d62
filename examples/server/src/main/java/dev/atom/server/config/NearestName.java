package dev.atom.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which name was meant: the one that the fewest single-letter edits make (Levenshtein's distance). */
public final class NearestName {
    private NearestName() {}

    /** The nearest of {@code known}; empty when nothing is near, that is when over a third of the letters differ. */
    public static Optional<String> of(String written, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(name -> distance(written, name)))
                .filter(name -> 3 * distance(written, name) <= name.length());
    }

    /** {@code , did you mean x?} or nothing, to be put at the end of a message. */
    public static String hint(String written, Collection<String> known) {
        return of(written, known).map(name -> ", did you mean " + name + "?").orElse("");
    }

    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int column = 0; column <= b.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= a.length(); row++) {
            int[] here = new int[b.length() + 1];
            here[0] = row;
            for (int column = 1; column <= b.length(); column++) {
                int replaced = above[column - 1] + (a.charAt(row - 1) == b.charAt(column - 1) ? 0 : 1);
                here[column] = Math.min(replaced, Math.min(above[column], here[column - 1]) + 1);
            }
            above = here;
        }
        return above[b.length()];
    }
}
