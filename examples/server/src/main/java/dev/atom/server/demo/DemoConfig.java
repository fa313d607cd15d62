package dev.atom.server.demo;

import dev.atom.core.identity.KeySettings;
import dev.atom.core.llm.LlmTimeouts;
import dev.atom.core.llm.ProviderConfig;
import dev.atom.core.node.NodeProviderConfig;
import dev.atom.core.node.NodeSettings;
import dev.atom.core.node.NodeTimes;
import dev.atom.core.node.OrphanCap;
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
import dev.atom.server.config.MetricsConfig;
import dev.atom.server.config.NodesConfig;
import dev.atom.server.config.ServerConfig;
import dev.atom.server.config.VaultConfig;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the server of the tour is set up: everything embedded, one scripted LLM provider, processes of this machine as nodes. */
final class DemoConfig {
    static final String PROVIDER = "openai";
    static final String MODEL = "openai/gpt-4o-mini";
    static final String NODES = "local";
    static final String IMAGE = "desktop";

    /** What a session runs: something that lasts and does nothing. */
    static final String PROGRAM = "tail -f /dev/null";

    private DemoConfig() {}

    static ServerConfig of(DemoHome home, URI upstream, int port) {
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
                nodes(home),
                MetricsConfig.NONE,
                new LogConfig(LogConfig.Level.WARN, LogConfig.Format.TEXT));
    }

    private static NodesConfig nodes(DemoHome home) {
        if (!NodeProcesses.canBeSeen()) {
            return NodesConfig.NONE;
        }
        Map<String, String> settings = Map.of(
                "state_directory",
                home.directory().resolve("nodes").toString(),
                "images",
                IMAGE,
                "image." + IMAGE,
                PROGRAM,
                "multi_tenant",
                "true");
        NodeProviderConfig local = new NodeProviderConfig(NODES, "local-process", settings);
        return new NodesConfig(
                new NodeSettings(List.of(local), Optional.of(home.owner()), NodeTimes.DEFAULT, OrphanCap.DEFAULT),
                Optional.empty());
    }
}
