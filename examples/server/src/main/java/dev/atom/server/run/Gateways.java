package dev.atom.server.run;

import dev.atom.cloud.guacamole.GuacamoleGateway;
import dev.atom.core.Atom;
import dev.atom.core.node.GatewayWatch;
import dev.atom.core.transport.HostGuard;
import dev.atom.server.config.GuacamoleConfig;
import dev.atom.server.config.NodesConfig;
import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import dev.atom.spi.http.HttpTransport;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The configured gateways, each of which may be reached at its own host only. */
final class Gateways {
    private static final String ID = "guacamole";

    private Gateways() {}

    /** Makes them; nothing is asked yet. */
    static List<GuacamoleGateway> open(NodesConfig config, HttpTransport transport) {
        List<GuacamoleGateway> gateways = new ArrayList<>();
        for (Settings settings :
                config.guacamole().map(GuacamoleConfig::instances).orElse(List.of())) {
            String id = gateways.isEmpty() ? ID : ID + "-" + (gateways.size() + 1);
            HostGuard guarded = new HostGuard(id, GuacamoleGateway.hosts(settings), transport);
            gateways.add(GuacamoleGateway.open(id, settings, new ProviderContext(guarded, Clock.systemUTC())));
        }
        return gateways;
    }

    /** Begins to ask them. */
    static List<GatewayWatch> watch(List<GuacamoleGateway> gateways, NodesConfig config, Atom atom) {
        return config.guacamole().stream()
                .flatMap(guacamole ->
                        gateways.stream().map(gateway -> atom.nodes().watch(gateway, guacamole.polls())))
                .toList();
    }
}
