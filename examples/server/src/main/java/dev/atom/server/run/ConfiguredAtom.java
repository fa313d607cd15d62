package dev.atom.server.run;

import dev.atom.core.Atom;
import dev.atom.core.AtomBuilder;
import dev.atom.core.identity.TokenKeys;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.http.transport.JettyHttpTransport;
import dev.atom.server.config.ServerConfig;
import dev.atom.spi.AtomException;
import dev.atom.spi.http.HttpTransport;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** An {@link Atom} opened as a configuration says, with what it was given to hold. Thread-safe. */
public final class ConfiguredAtom implements AutoCloseable {
    private final Atom atom;
    private final MasterKeyWrapper masterKey;
    private final JettyHttpTransport transport;
    private final PrometheusMeterRegistry meters;

    private ConfiguredAtom(
            Atom atom, MasterKeyWrapper masterKey, JettyHttpTransport transport, PrometheusMeterRegistry meters) {
        this.atom = atom;
        this.meters = meters;
        this.masterKey = masterKey;
        this.transport = transport;
    }

    /** Opens it as a server does, which looks after nodes in the background. Otherwise as {@link #openForOneCommand}. */
    static ConfiguredAtom openToServe(ServerConfig config) {
        return open(config, true);
    }

    /**
     * Opens it for a command that runs once: nodes are looked after only as far as it asks. Blocks while the database starts and
     * is migrated.
     *
     * @throws AtomException VALIDATION_ERROR without a master key, naming the one that the data needs if there is any; otherwise
     *     as {@link AtomBuilder#open} says
     */
    public static ConfiguredAtom openForOneCommand(ServerConfig config) {
        return open(config, false);
    }

    private static ConfiguredAtom open(ServerConfig config, boolean nodesInBackground) {
        MasterKeyWrapper masterKey =
                config.vault().masterKey().orElseThrow(() -> MissingMasterKey.over(config.database()));
        JettyHttpTransport transport = new JettyHttpTransport();
        PrometheusMeterRegistry meters = MetricsServer.registry();
        try {
            Atom atom = builder(config)
                    .meters(meters)
                    .nodesInBackground(nodesInBackground)
                    .keyWrapper(masterKey)
                    .transport(transport)
                    .open();
            return new ConfiguredAtom(atom, masterKey, transport, meters);
        } catch (RuntimeException failed) {
            meters.close();
            transport.close();
            masterKey.close();
            throw failed;
        }
    }

    private static AtomBuilder builder(ServerConfig config) {
        TokenKeys tokenKeys = config.auth().tokenKeys().orElseGet(() -> TokenKeyFile.of(config.database()));
        AtomBuilder builder = Atom.builder()
                .timeouts(config.llm().timeouts())
                .tokenKeys(tokenKeys)
                .keys(config.keys().settings())
                .quotas(config.limits().quotas())
                .audit(config.audit().settings());
        config.database()
                .external()
                .ifPresentOrElse(
                        builder::database,
                        () -> builder.embeddedDatabase(config.database().dataDir()));
        config.limits().redis().ifPresent(builder::redis);
        config.llm().providers().forEach(builder::provider);
        config.llm().defaultProvider().ifPresent(builder::defaultProvider);
        config.server().baseDomain().ifPresent(builder::baseDomain);
        builder.nodes(config.nodes().settings());
        return builder;
    }

    /** The services. */
    public Atom atom() {
        return atom;
    }

    /** How it reaches others. */
    HttpTransport transport() {
        return transport;
    }

    /** What is counted and measured in it. */
    PrometheusMeterRegistry meters() {
        return meters;
    }

    /** Closes the services, an embedded database included, and wipes the master key. */
    @Override
    public void close() {
        atom.close();
        meters.close();
        transport.close();
        masterKey.close();
    }
}
