package dev.atom.server.run;

import dev.atom.cloud.guacamole.GuacamoleGateway;
import dev.atom.core.node.GatewayWatch;
import dev.atom.core.transport.HostGuard;
import dev.atom.server.config.GuacamoleConfig;
import dev.atom.server.config.NodesConfig;
import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The configured gateways while they are asked who is connected. Each may be reached at its own host only. */
final class Gateways implements AutoCloseable {
    private static final String ID = "guacamole";

    private final List<GatewayWatch> watches = new ArrayList<>();

    /** Begins to ask them. */
    static Gateways watch(NodesConfig config, ConfiguredAtom atom) {
        Gateways gateways = new Gateways();
        config.guacamole().ifPresent(guacamole -> gateways.watch(guacamole, atom));
        return gateways;
    }

    private void watch(GuacamoleConfig guacamole, ConfiguredAtom atom) {
        for (Settings settings : guacamole.instances()) {
            String id = watches.isEmpty() ? ID : ID + "-" + (watches.size() + 1);
            HostGuard guarded = new HostGuard(id, GuacamoleGateway.hosts(settings), atom.transport());
            GuacamoleGateway gateway =
                    GuacamoleGateway.open(id, settings, new ProviderContext(guarded, Clock.systemUTC()));
            watches.add(atom.atom().nodes().watch(gateway, guacamole.polls()));
        }
    }

    @Override
    public void close() {
        watches.forEach(GatewayWatch::close);
    }
}
