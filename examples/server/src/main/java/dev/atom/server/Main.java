package dev.atom.server;

import dev.atom.server.cli.CommandLine;
import dev.atom.server.cli.Console;
import java.util.List;

/** The program behind {@code ./atom}. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process: 0 for success, 1 for a failure, 2 for a command line it does not understand. */
    public static void main(String[] args) {
        Console console = new Console(System.out, System.err, System.getenv());
        System.exit(new CommandLine(console).run(List.of(args)));
    }
}
