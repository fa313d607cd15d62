package dev.atom.server.config;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that can be set. {@code atom.yaml} in this module shows each setting with its default.
 *
 * @param server where it listens
 * @param database where the data is
 * @param vault what seals the keys
 * @param auth how users log in
 * @param llm which providers may be called
 * @param keys how API keys are issued
 * @param limits what tenants may do, and how often anybody may be wrong
 * @param audit how audit logs are kept
 * @param nodes which providers of nodes may be used
 * @param metrics where metrics are read
 * @param log what is logged, and how
 */
public record ServerConfig(
        ListenConfig server,
        DatabaseConfig database,
        VaultConfig vault,
        AuthConfig auth,
        LlmConfig llm,
        KeysConfig keys,
        LimitsConfig limits,
        AuditConfig audit,
        NodesConfig nodes,
        MetricsConfig metrics,
        LogConfig log) {
    /**
     * Reads the configuration. No environment variable is consulted but those in {@code environment}, and of those only the
     * documented ones: a provider key such as {@code OPENAI_API_KEY} has no effect.
     *
     * @param file the YAML file; defaults apply without one
     * @param environment variable to value, as {@link System#getenv()} gives it
     * @throws AtomException VALIDATION_ERROR listing every problem, without any secret
     */
    public static ServerConfig load(Optional<Path> file, Map<String, String> environment) {
        Problems problems = new Problems();
        Values values = Values.read(file, environment, problems);
        DatabaseConfig database = DatabaseConfig.from(values);
        ServerConfig config = new ServerConfig(
                ListenConfig.from(values),
                database,
                VaultConfig.from(values),
                AuthConfig.from(values),
                LlmConfig.from(values),
                KeysConfig.from(values),
                LimitsConfig.from(values),
                AuditConfig.from(values, database),
                NodesConfig.from(values),
                MetricsConfig.from(values),
                LogConfig.from(values));
        if (!problems.none()) {
            throw new AtomException(ErrorCode.VALIDATION_ERROR, problems.message());
        }
        return config;
    }
}
