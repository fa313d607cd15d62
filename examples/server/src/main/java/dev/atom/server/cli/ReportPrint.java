package dev.atom.server.cli;

import dev.atom.core.node.ReconcileReport;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.DestroyOutcome.Accepted;
import dev.atom.spi.node.DestroyOutcome.Ambiguous;
import dev.atom.spi.node.DestroyOutcome.Blocked;
import dev.atom.spi.node.DestroyOutcome.Gone;

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
                        "  %s %s %s: %s%s%n",
                        finding.decision(),
                        printable(finding.node().externalId()),
                        printable(finding.name()),
                        finding.why(),
                        finding.outcome().map(ReportPrint::words).orElse("")));
        report.problem().ifPresent(problem -> console.err().println("atom: " + report.provider() + ": " + problem));
    }

    private static String words(DestroyOutcome outcome) {
        if (outcome instanceof Gone) {
            return "; it is gone";
        }
        if (outcome instanceof Accepted) {
            return "; the provider will end it";
        }
        if (outcome instanceof Blocked refused) {
            return "; the provider would not end it: " + printable(refused.why().toString());
        }
        return outcome instanceof Ambiguous unclear
                ? "; whether it will end is not known: "
                        + printable(unclear.why().toString())
                : "";
    }

    /** A cloud's words, without what would move a terminal's cursor. */
    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
