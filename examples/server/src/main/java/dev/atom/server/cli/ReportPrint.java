package dev.atom.server.cli;

import dev.atom.core.node.ReconcileReport;

/** Prints what was found and done about a provider's nodes. */
final class ReportPrint {
    private ReportPrint() {}

    static void show(ReconcileReport report, Console console) {
        console.out()
                .printf(
                        "%s (%s): %d nodes, %d without a claim, %d held back, %d lost%n",
                        report.provider(),
                        report.mode().wireName(),
                        report.nodes(),
                        report.unaccounted(),
                        report.heldBack(),
                        report.lost());
        report.findings().forEach(finding -> console.out()
                .printf(
                        "  %s %s %s: %s%n",
                        finding.decision(),
                        printable(finding.node().externalId()),
                        printable(finding.name()),
                        finding.why()));
        report.problem().ifPresent(problem -> console.err().println("atom: " + report.provider() + ": " + problem));
    }

    /** A cloud's words, without what would move a terminal's cursor. */
    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
