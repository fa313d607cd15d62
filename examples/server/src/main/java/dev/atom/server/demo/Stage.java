package dev.atom.server.demo;

import dev.atom.core.identity.KeySettings;
import dev.atom.core.llm.LlmTimeouts;
import dev.atom.core.llm.ProviderConfig;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.http.HttpSettings;
import dev.atom.server.config.AuditConfig;
import dev.atom.server.config.AuthConfig;
import dev.atom.server.config.DatabaseConfig;
import dev.atom.server.config.KeysConfig;
import dev.atom.server.config.LimitsConfig;
import dev.atom.server.config.ListenConfig;
import dev.atom.server.config.LlmConfig;
import dev.atom.server.config.LogConfig;
import dev.atom.server.config.NodesConfig;
import dev.atom.server.config.ServerConfig;
import dev.atom.server.config.VaultConfig;
import dev.atom.server.run.AtomServer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The running server of the tour, which can be stopped with its database and started again where it was. */
final class Stage implements AutoCloseable {
    static final String PROVIDER = "openai";
    static final String MODEL = "openai/gpt-4o-mini";

    private final DemoHome home;
    private final URI upstream;
    private final String platformKey;
    private AtomServer server;

    private Stage(DemoHome home, URI upstream, String platformKey, AtomServer server) {
        this.home = home;
        this.upstream = upstream;
        this.platformKey = platformKey;
        this.server = server;
    }

    static Stage open(DemoHome home, URI upstream, int port) throws IOException {
        AtomServer server = AtomServer.start(config(home, upstream, port));
        try {
            String platformKey = home.platformKey(server.atom().atom().apiKeys());
            return new Stage(home, upstream, platformKey, server);
        } catch (IOException | RuntimeException failed) {
            server.close();
            throw failed;
        }
    }

    URI url() {
        return server.url();
    }

    String platformKey() {
        return platformKey;
    }

    /** A client of the server as it runs now. */
    Client client() {
        return new Client(server.url(), platformKey);
    }

    /** Stops server and database, and starts both on the same data and the same port. */
    void restart() {
        int port = server.url().getPort();
        server.close();
        server = AtomServer.start(config(home, upstream, port));
    }

    @Override
    public void close() {
        server.close();
    }

    private static ServerConfig config(DemoHome home, URI upstream, int port) {
        HttpSettings http = HttpSettings.defaults().withPort(port);
        ProviderConfig provider = new ProviderConfig(PROVIDER, "openai", Map.of("base_url", upstream.toString()));
        return new ServerConfig(
                new ListenConfig(http, Optional.empty()),
                new DatabaseConfig(home.database(), Optional.empty()),
                new VaultConfig(home.masterKey()),
                new AuthConfig(Optional.empty()),
                new LlmConfig(List.of(provider), Optional.empty(), LlmTimeouts.DEFAULT),
                new KeysConfig(KeySettings.DEFAULT),
                new LimitsConfig(QuotaSettings.usual(), Optional.empty()),
                AuditConfig.beside(home.database()),
                NodesConfig.NONE,
                new LogConfig(LogConfig.Level.WARN, LogConfig.Format.TEXT));
    }
}
