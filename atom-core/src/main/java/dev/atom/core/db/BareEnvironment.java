package dev.atom.core.db;

import java.util.Map;
import java.util.Set;

/** The environment of the processes that are started: the variables of this one hold secrets, the master key among them. */
final class BareEnvironment {
    static final Set<String> KEPT = Set.of("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "SystemRoot", "TEMP", "TMP");

    private BareEnvironment() {}

    /** Leaves what a program needs to be found and to run, and sets the locale to C. */
    static void of(ProcessBuilder builder) {
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(KEPT);
        environment.put("LC_ALL", "C");
    }
}
