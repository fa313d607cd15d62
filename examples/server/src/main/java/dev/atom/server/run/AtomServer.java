package dev.atom.server.run;

import dev.atom.http.AtomHttpServer;
import dev.atom.http.HttpSettings;
import dev.atom.server.config.ServerConfig;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.net.URI;

/** A running server. Thread-safe; no thread of it is left after {@link #close}. */
public final class AtomServer implements AutoCloseable {
    private final ConfiguredAtom atom;
    private final AtomHttpServer http;
    private final String host;

    private AtomServer(ConfiguredAtom atom, AtomHttpServer http, String host) {
        this.atom = atom;
        this.http = http;
        this.host = host;
    }

    /**
     * Opens everything and starts listening. Blocks; what was opened before a failure is closed again.
     *
     * @throws dev.atom.spi.AtomException saying what does not work and what to do
     */
    public static AtomServer start(ServerConfig config) {
        ConfiguredAtom atom = ConfiguredAtom.openToServe(config);
        try {
            AtomHttpServer http =
                    AtomHttpServer.start(atom.atom(), config.server().http());
            return new AtomServer(atom, http, config.server().http().host());
        } catch (AtomException failed) {
            atom.close();
            throw failed;
        } catch (RuntimeException failed) {
            atom.close();
            HttpSettings wanted = config.server().http();
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

    /** Stops listening, then closes the services. */
    @Override
    public void close() {
        http.close();
        atom.close();
    }
}
