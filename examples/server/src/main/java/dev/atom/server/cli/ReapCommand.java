package dev.atom.server.cli;

import dev.atom.core.node.NodeProviders;
import dev.atom.core.node.NodeSettings;
import dev.atom.core.node.Reaper;
import dev.atom.core.node.ReconcileMode;
import dev.atom.core.node.ReconcileReport;
import dev.atom.http.transport.JettyHttpTransport;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeProviderFactory;
import dev.atom.spi.node.OwnerId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/** Destroys nodes past their deadline without a database: for when that is lost. */
final class ReapCommand implements Command {
    @Override
    public String name() {
        return "reap";
    }

    @Override
    public String synopsis() {
        return "[--owner name] [--enforce] " + ConfigFile.SYNOPSIS;
    }

    @Override
    public String purpose() {
        return "show nodes past the deadline they carry, and with --enforce destroy them; needs no database";
    }

    @Override
    public int run(List<String> words, Console console) {
        Arguments arguments = Arguments.parse(words, Set.of("--owner", "--config"), Set.of("--enforce"));
        NodeSettings nodes = ConfigFile.load(arguments, console).nodes().settings();
        OwnerId owner = arguments
                .get("--owner")
                .map(OwnerId::new)
                .or(nodes::owner)
                .orElseThrow(() -> new UsageException(
                        "--owner is missing, and nodes.owner is not set: the first part of the nodes' names"));
        ReconcileMode mode = arguments.has("--enforce") ? ReconcileMode.ENFORCE : ReconcileMode.DRY_RUN;
        Reaper reaper = new Reaper(owner, Clock.systemUTC(), nodes.times().call());
        boolean succeeded = true;
        List<NodeProviderFactory> found = new ArrayList<>();
        ServiceLoader.load(NodeProviderFactory.class).forEach(found::add);
        try (JettyHttpTransport transport = new JettyHttpTransport()) {
            for (NodeProvider provider : NodeProviders.open(nodes.providers(), found, transport, Clock.systemUTC())) {
                try (provider) {
                    ReconcileReport report = reaper.reap(provider, mode);
                    ReportPrint.show(report, console);
                    succeeded &= report.succeeded();
                }
            }
        }
        return succeeded ? 0 : 1;
    }
}
