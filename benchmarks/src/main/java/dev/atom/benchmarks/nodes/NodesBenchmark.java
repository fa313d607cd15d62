package dev.atom.benchmarks.nodes;

import java.io.PrintStream;

/** Cycles over a large fleet, and the ends of sessions; prints a Markdown report. Linux only: processes are watched in {@code /proc}. */
public final class NodesBenchmark {
    private NodesBenchmark() {}

    /** Runs it. Arguments: {@code name=value}; an unknown name is refused with the list of names. */
    public static void main(String[] arguments) throws Exception {
        run(Options.parse(arguments), System.out);
    }

    static void run(Options options, PrintStream out) throws Exception {
        if (options.what().contains("cycles")) {
            new Cycles(options, out).run();
        }
        if (options.what().contains("ends")) {
            out.println();
            new Ends(options.sessions(), out).run();
        }
    }
}
