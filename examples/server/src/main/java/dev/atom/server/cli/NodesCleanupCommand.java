package dev.atom.server.cli;

import dev.atom.core.audit.Caller;
import dev.atom.core.node.ReconcileMode;
import dev.atom.core.node.ReconcileReport;
import dev.atom.server.run.ConfiguredAtom;
import dev.atom.spi.TenantId;
import java.util.List;
import java.util.Set;

/** Compares what runs with what is wanted, once. */
final class NodesCleanupCommand implements Command {
    @Override
    public String name() {
        return "nodes cleanup";
    }

    @Override
    public String synopsis() {
        return "[--enforce] " + ConfigFile.SYNOPSIS;
    }

    @Override
    public String purpose() {
        return "show nodes that nobody wants, and with --enforce destroy them";
    }

    @Override
    public int run(List<String> words, Console console) {
        Arguments arguments = Arguments.parse(words, Set.of("--config"), Set.of("--enforce"));
        ReconcileMode mode = arguments.has("--enforce") ? ReconcileMode.ENFORCE : ReconcileMode.DRY_RUN;
        try (ConfiguredAtom opened = ConfiguredAtom.openForOneCommand(ConfigFile.load(arguments, console))) {
            List<ReconcileReport> reports = opened.atom()
                    .nodes()
                    .cleanupOrphanedNodes(Caller.process(TenantId.PLATFORM, "atom nodes cleanup"), mode);
            reports.forEach(report -> ReportPrint.show(report, console));
            return reports.stream().allMatch(ReconcileReport::succeeded) ? 0 : 1;
        }
    }
}
