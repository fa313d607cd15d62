package dev.atom.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.identity.KeySettings;
import dev.atom.core.llm.ProviderConfig;
import dev.atom.http.HttpSettings;
import dev.atom.spi.AtomException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole configuration; what is said of nodes, limits and the database is tested beside. */
class ServerConfigTest {
    private static final String MASTER_KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void givesRunningRequestsTenSecondsAtTheEndUnlessSet() throws IOException {
        assertThat(load("", Map.of()).server().http().drain()).isEqualTo(Duration.ofSeconds(10));
        assertThat(load("server: {drain_seconds: 0}", Map.of()).server().http().drain())
                .isZero();
    }

    @Test
    void hasDefaultsForEverythingButTheMasterKey() {
        ServerConfig config = ServerConfig.load(Optional.empty(), Map.of());

        assertThat(config.server())
                .isEqualTo(new ListenConfig(HttpSettings.defaults().withDrain(DRAIN), Optional.empty()));
        assertThat(config.database().dataDir()).isEqualTo(Path.of(".atom", "data"));
        assertThat(config.database().external()).isEmpty();
        assertThat(config.vault().masterKey()).isEmpty();
        assertThat(config.llm().providers()).isEmpty();
        assertThat(config.log()).isEqualTo(new LogConfig(LogConfig.Level.INFO, LogConfig.Format.TEXT));
    }

    @Test
    void readsTheFile() throws IOException {
        ServerConfig config = load("""
                server:
                  host: 0.0.0.0
                  port: 9000
                  base_domain: atom.example
                  cors_origins: ["https://a.example", "https://b.example"]
                llm:
                  default_provider: local
                  idle_seconds: 7
                  providers:
                    openai: {}
                    local:
                      type: openai-compatible
                      base_url: http://127.0.0.1:11434/v1
                      model_prefixes: [llama, qwen]
                log: {level: error, format: json}
                """, Map.of());

        assertThat(config.server())
                .isEqualTo(new ListenConfig(
                        HttpSettings.defaults()
                                .withDrain(DRAIN)
                                .withHost("0.0.0.0")
                                .withPort(9000)
                                .withCorsOrigins(List.of("https://a.example", "https://b.example")),
                        Optional.of("atom.example")));
        assertThat(config.llm().timeouts().idle()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.llm().providers())
                .containsExactly(
                        new ProviderConfig(
                                "local",
                                "openai-compatible",
                                Map.of("base_url", "http://127.0.0.1:11434/v1", "model_prefixes", "llama,qwen")),
                        ProviderConfig.of("openai"));
        assertThat(config.log()).isEqualTo(new LogConfig(LogConfig.Level.ERROR, LogConfig.Format.JSON));
    }

    @Test
    void letsTheEnvironmentOverrideTheFile() throws IOException {
        ServerConfig config = load(
                """
                server: {port: 9000}
                llm: {providers: {my-llm: {type: openai-compatible, base_url: http://a.example/v1}}}
                """,
                Map.of(
                        "ATOM_SERVER_PORT", "9001",
                        "LOG_LEVEL", "debug",
                        "ATOM_LLM_PROVIDERS_MY_LLM_BASE_URL", "http://b.example/v1"));

        assertThat(config.server().http().port()).isEqualTo(9001);
        assertThat(config.log().level()).isEqualTo(LogConfig.Level.DEBUG);
        assertThat(config.llm().providers().get(0).settings()).containsEntry("base_url", "http://b.example/v1");
    }

    @Test
    void readsTheMasterKeyFromTheEnvironment() {
        assertThat(ServerConfig.load(Optional.empty(), Map.of("ATOM_MASTER_KEY", MASTER_KEY))
                        .vault()
                        .masterKey())
                .isPresent();
    }

    @Test
    void tellsEveryProblemAtOnce() {
        assertThatThrownBy(() -> load(
                        """
                        server: {port: eighty, host: , cors_origins: "*"}
                        databse: {url: x}
                        database: {app_password: canary-in-the-file}
                        log: {level: loud}
                        llm: {default_provider: nobody, providers: {Bad_Id: {type: openai}}}
                        """,
                        Map.of(
                                "ATOM_SEVER_PORT",
                                "1",
                                "ATOM_MASTER_KEY",
                                "c2hvcnQ=",
                                "RATE_LIMIT_ENABLED",
                                "maybe",
                                "DESKTOP_KEY_MAX_KEYS_PER_USER",
                                "0")))
                .isInstanceOf(AtomException.class)
                .hasMessageStartingWith("the configuration has 12 problems:")
                .hasMessageContaining("server.port is not a number: give one from 0 to 65535")
                .hasMessageContaining("server.host is empty")
                .hasMessageContaining("server.cors_origins is wrong: CORS origin * is not scheme://host[:port]")
                .hasMessageContaining("databse.url is not a setting, did you mean database.url?")
                .hasMessageContaining("database.app_password is a secret and must not be in the file")
                .hasMessageContaining("log.level is not one of debug, info, warn, error")
                .hasMessageContaining("llm.default_provider names no provider")
                .hasMessageContaining("llm.providers.Bad_Id is not a provider id")
                .hasMessageContaining("ATOM_SEVER_PORT is not a setting, did you mean ATOM_SERVER_PORT?")
                .hasMessageContaining("ATOM_MASTER_KEY has 5 bytes where 32 are needed")
                .hasMessageContaining("DESKTOP_KEY_MAX_KEYS_PER_USER is out of range: give a number from 1 to 100")
                .hasMessageContaining("RATE_LIMIT_ENABLED is neither true nor false")
                .hasMessageNotContaining("canary");
    }

    @Test
    void readsTheVariablesOfDesktopKeysByTheirProductNames() throws IOException {
        KeySettings keys = load(
                        "", Map.of("DESKTOP_KEY_MAX_KEYS_PER_USER", "7", "DESKTOP_KEY_DEFAULT_EXPIRY_DAYS", "30"))
                .keys()
                .settings();

        assertThat(keys.maxPerUser()).isEqualTo(7);
        assertThat(keys.validity()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void servesMetricsOnlyWhereItIsTold() throws IOException {
        assertThat(load("", Map.of()).metrics().address()).isEmpty();
        assertThat(load("metrics: {port: 9090}", Map.of()).metrics().address())
                .hasValueSatisfying(address -> assertThat(address).hasToString("/127.0.0.1:9090"));
        assertThat(load("metrics: {host: 0.0.0.0, port: 9090}", Map.of())
                        .metrics()
                        .address())
                .hasValueSatisfying(address -> assertThat(address).hasToString("/0.0.0.0:9090"));
        assertThatThrownBy(() -> load("metrics: {host: 0.0.0.0}", Map.of()))
                .hasMessageContaining("metrics.host has no effect without metrics.port");
    }

    @Test
    void refusesAShortSecretForAccessTokens() throws IOException {
        assertThatThrownBy(() -> load("", Map.of("ATOM_JWT_SECRET", "thirty-one-bytes-are-not-enough")))
                .isInstanceOf(AtomException.class)
                .hasMessageContaining(
                        "ATOM_JWT_SECRET: the key for access tokens has 31 bytes where at least 32 are needed")
                .hasMessageNotContaining("thirty-one");
        assertThatThrownBy(() -> load("", Map.of("ATOM_JWT_SECRET_PREVIOUS", "x".repeat(32))))
                .hasMessageContaining("ATOM_JWT_SECRET_PREVIOUS is set and ATOM_JWT_SECRET is not");
        assertThat(load("", Map.of("ATOM_JWT_SECRET", "x".repeat(32))).auth().tokenKeys())
                .isPresent();
    }

    @Test
    void refusesBrokenYamlWithoutQuotingIt() {
        assertThatThrownBy(() -> load("server: [canary", Map.of()))
                .hasMessageContaining("atom.yaml is not valid YAML at line")
                .hasMessageNotContaining("canary");
        assertThatThrownBy(() -> load("server: {port: 1}\nserver: {port: 2}", Map.of()))
                .hasMessageContaining("is not valid YAML at line");
        assertThatThrownBy(() -> load("just text", Map.of())).hasMessageContaining("must be a mapping of sections");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThatThrownBy(() -> ServerConfig.load(Optional.of(directory.resolve("none.yaml")), Map.of()))
                .hasMessageContaining("none.yaml cannot be read");
    }

    @Test
    void refusesAProviderVariableWithoutItsProvider() {
        assertThatThrownBy(() ->
                        ServerConfig.load(Optional.empty(), Map.of("ATOM_LLM_PROVIDERS_OPENAI_BASE_URL", "http://x")))
                .hasMessageContaining("ATOM_LLM_PROVIDERS_OPENAI_BASE_URL names no configured provider");
    }

    @Test
    void readsNothingElseFromTheEnvironment() {
        ServerConfig config = ServerConfig.load(
                Optional.empty(),
                Map.of(
                        "OPENAI_API_KEY",
                        "sk-canary",
                        "OPENAI_BASE_URL",
                        "http://x",
                        "FLY_API_TOKEN",
                        "t",
                        "PATH",
                        "/"));

        assertThat(config.toString()).doesNotContain("canary");
        assertThat(config.llm().providers()).isEmpty();
    }

    @Test
    void showsEverySettingInTheExampleFile() throws IOException {
        String example = Files.readString(Path.of("atom.yaml"));

        assertThat(Arrays.stream(Setting.values()).filter(setting -> !setting.secret()))
                .allSatisfy(setting -> assertThat(example)
                        .contains(setting.path().substring(setting.path().lastIndexOf('.') + 1) + ":"));
        assertThat(Arrays.stream(Setting.values()).filter(Setting::secret))
                .allSatisfy(setting -> assertThat(example).contains(setting.variable()));
        assertThat(load(example, Map.of()).llm().providers()).isNotEmpty();
    }

    private ServerConfig load(String yaml, Map<String, String> environment) throws IOException {
        return new ConfigDirectory(directory).load(yaml, environment);
    }
}
