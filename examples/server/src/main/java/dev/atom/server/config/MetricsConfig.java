package dev.atom.server.config;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where metrics are read.
 *
 * @param address of the port that serves them and nothing else; on 127.0.0.1 unless a host is set, and nowhere unless a port is
 */
public record MetricsConfig(Optional<InetSocketAddress> address) {
    /** Nowhere. */
    public static final MetricsConfig NONE = new MetricsConfig(Optional.empty());

    static MetricsConfig from(Values values) {
        Optional<String> host = values.text(Setting.METRICS_HOST);
        if (values.text(Setting.METRICS_PORT).isEmpty()) {
            host.ifPresent(
                    set -> values.problem(Setting.METRICS_HOST, "has no effect without metrics.port: set that too"));
            return NONE;
        }
        int port = values.number(Setting.METRICS_PORT, 0, 0, 65_535);
        InetSocketAddress address = new InetSocketAddress(host.orElse("127.0.0.1"), port);
        if (address.isUnresolved()) {
            values.problem(Setting.METRICS_HOST, "is not an address of this machine");
            return NONE;
        }
        return new MetricsConfig(Optional.of(address));
    }
}
