package dev.atom.core.limit;

/** What holds for the names and numbers of every policy. One that breaks it is a mistake of the program or its configuration. */
final class PolicyRules {
    private static final int LONGEST_NAME = 64;

    private PolicyRules() {}

    /** Checked by hand, because keys are made on the way of every decision and a regular expression costs more than that. */
    static String name(String name) {
        boolean fits = !name.isEmpty() && name.length() <= LONGEST_NAME && isAlphanumeric(name.charAt(0));
        for (int at = 1; fits && at < name.length(); at++) {
            char each = name.charAt(at);
            fits = isAlphanumeric(each) || each == '.' || each == '_' || each == '-';
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "a policy's name and a key's kind must match [a-z0-9][a-z0-9._-]{0,63}, which '" + name
                            + "' does not");
        }
        return name;
    }

    private static boolean isAlphanumeric(char each) {
        return (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9');
    }

    static long units(String policy, String what, long units) {
        if (units < 1 || units > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "policy " + policy + ": " + what + " must be from 1 to " + Integer.MAX_VALUE + ", not " + units);
        }
        return units;
    }

    static long shareOf(long units, int instances) {
        if (instances < 1) {
            throw new IllegalArgumentException("instances must be at least 1, not " + instances);
        }
        return Math.max(1, units / instances);
    }
}
