package dev.atom.server.cli;

import java.io.PrintStream;
import java.util.Map;

/**
 * What a command may use of the process around it.
 *
 * @param out for results
 * @param err for failures and logs
 * @param environment the environment variables; copied
 */
public record Console(PrintStream out, PrintStream err, Map<String, String> environment) {
    /** Copies the environment. */
    public Console {
        environment = Map.copyOf(environment);
    }

    /** Never prints the environment, which holds secrets. */
    @Override
    public String toString() {
        return "Console";
    }
}
