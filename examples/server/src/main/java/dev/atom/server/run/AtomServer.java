package dev.atom.server.run;

import dev.atom.http.AtomHttpServer;
import dev.atom.http.HttpSettings;
import dev.atom.server.config.ServerConfig;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import io.micrometer.core.instrument.Gauge;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;

/** A running server. Thread-safe; no thread of it is left after {@link #close}. */
public final class AtomServer implements AutoCloseable {
    private final ConfiguredAtom atom;
    private final AtomHttpServer http;
    private final Optional<MetricsServer> metrics;
    private final String host;
    private final Gateways gateways;

    private AtomServer(ConfiguredAtom atom, AtomHttpServer http, Optional<MetricsServer> metrics, ServerConfig config) {
        this.atom = atom;
        this.http = http;
        this.metrics = metrics;
        this.host = config.server().http().host();
        this.gateways = Gateways.watch(config.nodes(), atom);
    }

    /**
     * Opens everything and starts listening. Blocks; what was opened before a failure is closed again.
     *
     * @throws dev.atom.spi.AtomException saying what does not work and what to do
     */
    public static AtomServer start(ServerConfig config) {
        ConfiguredAtom atom = ConfiguredAtom.openToServe(config);
        try {
            Optional<MetricsServer> metrics =
                    config.metrics().address().map(address -> MetricsServer.start(atom.meters(), address));
            try {
                HttpSettings wanted = config.server().http();
                return new AtomServer(atom, listen(atom, wanted), metrics, config);
            } catch (RuntimeException failed) {
                metrics.ifPresent(MetricsServer::close);
                throw failed;
            }
        } catch (RuntimeException failed) {
            atom.close();
            throw failed;
        }
    }

    private static AtomHttpServer listen(ConfiguredAtom atom, HttpSettings wanted) {
        try {
            AtomHttpServer http = AtomHttpServer.start(atom.atom(), wanted);
            Gauge.builder("atom.http.bodies", http, AtomHttpServer::bodyBytes)
                    .baseUnit("bytes")
                    .description("request bodies in memory now")
                    .register(atom.meters());
            return http;
        } catch (AtomException failed) {
            throw failed;
        } catch (RuntimeException failed) {
            throw new AtomException(
                    ErrorCode.UNAVAILABLE,
                    "cannot listen on " + wanted.host() + ":" + wanted.port() + " (" + failed.getMessage()
                            + "): choose another server.port",
                    failed);
        }
    }

    /** Where it answers. */
    public URI url() {
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + http.port());
    }

    /** The services behind it. */
    public ConfiguredAtom atom() {
        return atom;
    }

    /** Where metrics are read, at {@code /metrics}; empty when they are not served. */
    public Optional<InetSocketAddress> metrics() {
        return metrics.map(MetricsServer::address);
    }

    /** Stops listening, then closes the services. */
    @Override
    public void close() {
        http.close();
        metrics.ifPresent(MetricsServer::close);
        gateways.close();
        atom.close();
    }
}
