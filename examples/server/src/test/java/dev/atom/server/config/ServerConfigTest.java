package dev.atom.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.atom.core.audit.AuditSettings;
import dev.atom.core.audit.AuditSettings.Anchoring;
import dev.atom.core.identity.KeySettings;
import dev.atom.core.limit.WhenUnavailable;
import dev.atom.core.llm.ProviderConfig;
import dev.atom.core.node.GatewayPolls;
import dev.atom.core.node.NodeProviderConfig;
import dev.atom.core.quota.PlanLimits;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.core.tenant.Plan;
import dev.atom.http.HttpSettings;
import dev.atom.http.limit.FieldSyntax;
import dev.atom.spi.AtomException;
import dev.atom.spi.node.OwnerId;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {
    private static final String MASTER_KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final Map<String, String> PASSWORDS = Map.of(
            "ATOM_DATABASE_OWNER_PASSWORD", "canary-owner",
            "ATOM_DATABASE_APP_PASSWORD", "canary-app",
            "ATOM_DATABASE_SYSTEM_PASSWORD", "canary-system");

    private static final Duration DRAIN = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void readsNodeProvidersAndTakesTheirTokenFromTheEnvironmentOnly() throws IOException {
        Path file = Files.writeString(
                directory.resolve("nodes.yaml"), "nodes: {owner: acme-prod, providers: {fly: {org: acme}}}");

        var nodes = ServerConfig.load(
                        Optional.of(file), Map.of("FLY_API_TOKEN", "canary-token", "FLY_APP_NAME_PREFIX", "acme-box"))
                .nodes();

        assertThat(nodes.settings().owner()).contains(new OwnerId("acme-prod"));
        assertThat(nodes.settings().providers())
                .containsExactly(new NodeProviderConfig(
                        "fly", "fly", Map.of("org", "acme", "token", "canary-token", "app_name_prefix", "acme-box")));
        assertThat(nodes.toString()).doesNotContain("canary-token");
    }

    @Test
    void readsEveryInstanceOfGuacamoleAndTakesItsPasswordFromTheEnvironmentOnly() throws IOException {
        var guacamole = load("""
                        nodes: {guacamole: {base_url: [https://a.example/guacamole, https://b.example/g], user: atom,
                          data_source: postgresql, interval_seconds: 10, missed_polls: 5}}
                        """, Map.of("ATOM_NODES_GUACAMOLE_PASSWORD", "canary-password"))
                .nodes()
                .guacamole()
                .orElseThrow();

        assertThat(guacamole.instances())
                .extracting(one -> one.required("base_url"), one -> one.required("password"))
                .containsExactly(
                        tuple("https://a.example/guacamole", "canary-password"),
                        tuple("https://b.example/g", "canary-password"));
        assertThat(guacamole.polls()).isEqualTo(new GatewayPolls(Duration.ofSeconds(10), 5));
        assertThat(guacamole.toString()).doesNotContain("canary");
    }

    @Test
    void refusesAGuacamoleThatCannotBeAsked() throws IOException {
        assertThatThrownBy(() -> load("nodes: {guacamole: {user: atom}}", Map.of()))
                .hasMessageContaining("nodes.guacamole is set without its base_url");
        assertThatThrownBy(() -> load("nodes: {guacamole: {base_url: https://x, user: atom}}", Map.of()))
                .hasMessageContaining("nodes.guacamole.password is missing: set ATOM_NODES_GUACAMOLE_PASSWORD");
        assertThatThrownBy(() -> load(
                        "nodes: {guacamole: {base_url: http://desk.example, password: canary-x, missed_polls: 1}}",
                        Map.of("ATOM_NODES_GUACAMOLE_PASSWORD", "canary-y")))
                .hasMessageContaining("nodes.guacamole.password is a secret and must not be in the file")
                .hasMessageContaining("nodes.guacamole.base_url would send keys to desk.example in plain text")
                .hasMessageContaining("nodes.guacamole.missed_polls is out of range")
                .hasMessageNotContaining("canary");
    }

    @Test
    void givesRunningRequestsTenSecondsAtTheEndUnlessSet() throws IOException {
        assertThat(load("", Map.of()).server().http().drain()).isEqualTo(Duration.ofSeconds(10));
        assertThat(load("server: {drain_seconds: 0}", Map.of()).server().http().drain())
                .isZero();
    }

    @Test
    void refusesANodeProvidersTokenInTheFileAndAnOwnerThatIsNone() throws IOException {
        Path file = Files.writeString(
                directory.resolve("nodes.yaml"), "nodes: {owner: Acme_, providers: {fly: {token: canary-token}}}");

        assertThatThrownBy(() -> ServerConfig.load(Optional.of(file), Map.of()))
                .isInstanceOf(AtomException.class)
                .hasMessageContaining("nodes.owner is not an owner id")
                .hasMessageContaining("nodes.providers.fly.token is a secret and must not be in the file")
                .hasMessageNotContaining("canary");
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
    void hasTheDocumentedLimitsUnlessTold() {
        QuotaSettings quotas =
                ServerConfig.load(Optional.empty(), Map.of()).limits().quotas();

        assertThat(quotas.enabled()).isTrue();
        assertThat(Arrays.stream(Plan.values())
                        .map(plan -> quotas.plans().get(plan).requestsPerMinute()))
                .containsExactly(60, 600, 1200, 6000);
    }

    @Test
    void readsLimitsAndProxies() throws IOException {
        ServerConfig config =
                load("""
                server: {trusted_proxies: [10.0.0.0/8, "::1"], forwarded_header: forwarded}
                limits:
                  header_fields: next
                  when_unavailable: closed
                  failed_credentials: 7
                  plans:
                    free: {requests_per_minute: 30, tokens_per_minute: 5000}
                    team: {requests_per_key: 10, concurrent_calls: 2}
                """, Map.of("ATOM_LIMITS_PLANS_SOLO_REQUESTS_PER_MINUTE", "99", "RATE_LIMIT_ENABLED", "FALSE"));

        QuotaSettings quotas = config.limits().quotas();
        assertThat(quotas.enabled()).isFalse();
        assertThat(quotas.whenUnavailable()).isEqualTo(WhenUnavailable.CLOSED);
        assertThat(quotas.abuse().failedCredentials()).isEqualTo(7);
        assertThat(quotas.plans())
                .containsEntry(Plan.FREE, PlanLimits.of(30, 4).withTokensPerMinute(5000))
                .containsEntry(Plan.SOLO, PlanLimits.of(99, 16))
                .containsEntry(Plan.TEAM, PlanLimits.of(1200, 2).withRequestsPerKey(10));
        assertThat(config.server().http().limitFields()).isEqualTo(FieldSyntax.NEXT);
        assertThat(config.server()
                        .http()
                        .clients()
                        .of(InetAddress.getLoopbackAddress(), name -> List.of("for=1.2.3.4")))
                .isEqualTo(InetAddress.getLoopbackAddress());
    }

    @Test
    void readsTheRedisThatLimitsAreSharedThroughWithoutShowingItsPassword() throws IOException {
        String yaml = "redis: {cluster: true, timeout_ms: 250, instances: 3}";

        assertThat(load(yaml, Map.of()).limits().redis()).isEmpty();
        ServerConfig config = load(yaml, Map.of("ATOM_REDIS_URL", "redis://atom:canary@redis.example:6380/2"));
        assertThat(config.limits().redis())
                .hasValueSatisfying(redis -> assertThat(redis).hasToString("Redis Cluster at redis.example:6380"));
        assertThat(config.toString()).doesNotContain("canary");
        assertThatThrownBy(() -> load(yaml, Map.of("ATOM_REDIS_URL", "http://atom:canary@redis.example")))
                .hasMessageContaining("the address of Redis is not of the form")
                .hasMessageNotContaining("canary");
        assertThatThrownBy(() -> load("redis: {url: 'redis://atom:canary@redis.example'}", Map.of()))
                .hasMessageContaining("redis.url is a secret and must not be in the file: set ATOM_REDIS_URL")
                .hasMessageNotContaining("canary");
    }

    @Test
    void refusesLimitsAndProxiesThatAreNone() {
        assertThatThrownBy(() -> load("""
                        server: {trusted_proxies: [everybody], forwarded_header: x-real-ip}
                        limits: {plans: {free: {requests_per_minute: 0}, golden: {requests_per_minute: 1}}}
                        """, Map.of()))
                .hasMessageContaining("server.trusted_proxies is wrong: trusted proxy everybody is not a block")
                .hasMessageContaining("server.forwarded_header is not one of x_forwarded_for, forwarded")
                .hasMessageContaining("limits.plans.free.requests_per_minute is out of range")
                .hasMessageContaining("limits.plans.golden.requests_per_minute is not a setting");
    }

    @Test
    void anchorsTheAuditLogBesideAnEmbeddedDatabaseAndElsewhereOnlyWhereItIsTold() throws IOException {
        Path beside = Path.of("d", "audit-anchors");
        assertThat(load("database: {data_dir: d}", Map.of()).audit()).isEqualTo(AuditConfig.beside(Path.of("d")));
        assertThat(AuditConfig.beside(Path.of("d")).settings().anchors())
                .contains(new Anchoring(beside, Path.of("d", "audit-anchors.key"), Anchoring.USUAL));

        String external = "database: {url: 'jdbc:postgresql://db/atom'}\n";
        assertThat(load(external, PASSWORDS).audit().settings()).isEqualTo(AuditSettings.NONE);
        assertThat(load(external + "audit: {anchor_file: a, anchor_key_file: k, retention_days: 90}", PASSWORDS)
                        .audit()
                        .settings())
                .isEqualTo(new AuditSettings(
                        Optional.of(new Anchoring(Path.of("a"), Path.of("k"), Anchoring.USUAL)),
                        Optional.of(Duration.ofDays(90))));
        assertThatThrownBy(() -> load(external + "audit: {retention_days: 90}", PASSWORDS))
                .hasMessageContaining("audit.retention_days is wrong: audit retention needs anchors");
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
    void readsAnExternalDatabaseWithPasswordsFromTheEnvironmentAndFromFiles() throws IOException {
        Map<String, String> environment = new HashMap<>(PASSWORDS);
        environment.remove("ATOM_DATABASE_APP_PASSWORD");
        environment.put(
                "ATOM_DATABASE_APP_PASSWORD_FILE",
                write("app-password", "from-a-file\n").toString());

        var database = load("database: {url: 'jdbc:postgresql://db/atom', app_user: shop}", environment)
                .database()
                .external()
                .orElseThrow();

        assertThat(database.jdbcUrl()).isEqualTo("jdbc:postgresql://db/atom");
        assertThat(database.owner().user()).isEqualTo("atom_owner");
        assertThat(database.app().user()).isEqualTo("shop");
        assertThat(database.app().password().<String>use(String::new)).isEqualTo("from-a-file");
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
    void demandsThePasswordsOfAnExternalDatabase() {
        assertThatThrownBy(() -> load("database: {url: 'jdbc:postgresql://db/atom'}", Map.of()))
                .hasMessageContaining("database.owner_password is missing: set ATOM_DATABASE_OWNER_PASSWORD or")
                .hasMessageContaining("database.app_password is missing")
                .hasMessageContaining("database.system_password is missing");
    }

    @Test
    void refusesCredentialsInTheDatabaseUrlWithoutRepeatingThem() {
        assertThatThrownBy(() -> load("database: {url: 'jdbc:postgresql://db/atom?password=canary'}", PASSWORDS))
                .hasMessageContaining("user or password")
                .hasMessageNotContaining("canary");
    }

    @Test
    void refusesTwoDatabases() {
        assertThatThrownBy(() -> load("database: {url: 'jdbc:postgresql://db/atom', data_dir: x}", PASSWORDS))
                .hasMessageContaining("both database.url and database.data_dir are set");
    }

    @Test
    void refusesASecretGivenTwice() throws IOException {
        Map<String, String> environment = new HashMap<>(PASSWORDS);
        environment.put("ATOM_DATABASE_APP_PASSWORD_FILE", write("p", "x").toString());

        assertThatThrownBy(() -> load("database: {url: 'jdbc:postgresql://db/atom'}", environment))
                .hasMessageContaining("both ATOM_DATABASE_APP_PASSWORD and ATOM_DATABASE_APP_PASSWORD_FILE are set");
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
        return ServerConfig.load(Optional.of(write("atom.yaml", yaml)), environment);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
