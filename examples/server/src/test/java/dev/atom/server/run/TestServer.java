package dev.atom.server.run;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.AuditSettings;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.TestDatabase;
import dev.atom.core.identity.ApiKeys;
import dev.atom.core.identity.IssuedKey;
import dev.atom.core.identity.KeySettings;
import dev.atom.core.identity.TokenKeys;
import dev.atom.core.llm.LlmTimeouts;
import dev.atom.core.llm.ProviderConfig;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.NewTenant;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.Tenant;
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.MasterKeyWrapper;
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
import dev.atom.server.upstream.ScriptedUpstream;
import dev.atom.spi.Secret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The whole server on a free port, on a database of its own, with a scripted upstream as its only provider, {@code openai}. */
public final class TestServer implements AutoCloseable {
    private static final Actor TEST = Actor.process("test");

    private final TestDatabase database;
    private final ScriptedUpstream upstream;
    private final AtomServer server;

    private TestServer(TestDatabase database, ScriptedUpstream upstream, AtomServer server) {
        this.database = database;
        this.upstream = upstream;
        this.server = server;
    }

    /** Starts it with a random master key. */
    public static TestServer start() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return start(Secret.copyOf(key));
    }

    /** Starts it. */
    public static TestServer start(Secret masterKey) {
        return start(masterKey, TokenKeys.ofThisProcess());
    }

    /** Starts it with what it signs access tokens with. */
    static TestServer start(Secret masterKey, TokenKeys tokenKeys) {
        return start(masterKey, tokenKeys, HttpSettings.defaults(), NodesConfig.NONE);
    }

    /** Starts it with nodes. */
    static TestServer start(NodesConfig nodes) {
        return start(Secret.copyOf(new byte[32]), TokenKeys.ofThisProcess(), HttpSettings.defaults(), nodes);
    }

    /** Starts it so that running requests get time at its end. */
    static TestServer start(HttpSettings http) {
        return start(Secret.copyOf(new byte[32]), TokenKeys.ofThisProcess(), http, NodesConfig.NONE);
    }

    private static TestServer start(Secret masterKey, TokenKeys tokenKeys, HttpSettings http, NodesConfig nodes) {
        TestDatabase database = TestDatabase.fresh();
        ScriptedUpstream upstream = ScriptedUpstream.start(0);
        ProviderConfig provider = new ProviderConfig(
                "openai", "openai", Map.of("base_url", upstream.baseUrl().toString()));
        ServerConfig config = new ServerConfig(
                new ListenConfig(http.withPort(0), Optional.empty()),
                new DatabaseConfig(Path.of("unused"), Optional.of(database.settings())),
                new VaultConfig(Optional.of(MasterKeyWrapper.of(masterKey, List.of(), new SecureRandom()))),
                new AuthConfig(Optional.of(tokenKeys)),
                new LlmConfig(List.of(provider), Optional.empty(), LlmTimeouts.DEFAULT),
                new KeysConfig(KeySettings.DEFAULT),
                new LimitsConfig(QuotaSettings.endless(), Optional.empty()),
                new AuditConfig(AuditSettings.NONE),
                nodes,
                new MetricsConfig(Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))),
                new LogConfig(LogConfig.Level.INFO, LogConfig.Format.TEXT));
        return new TestServer(database, upstream, AtomServer.start(config));
    }

    /** The database under it. */
    public TestDatabase database() {
        return database;
    }

    /** The provider behind it. */
    public ScriptedUpstream upstream() {
        return upstream;
    }

    /** The server. */
    public AtomServer server() {
        return server;
    }

    /** The platform administrator's first key. */
    public String bootstrap() {
        try (IssuedKey issued = server.atom().atom().apiKeys().bootstrap(TEST, "test")) {
            return text(issued);
        }
    }

    /** Creates a byok tenant and returns its API key. */
    public String tenant(String slug) {
        Tenant tenant = server.atom()
                .atom()
                .tenants()
                .create(TEST, new NewTenant(new Slug(slug), slug, Plan.TEAM, AiMode.BYOK));
        try (IssuedKey issued =
                server.atom().atom().apiKeys().issue(TEST, tenant.id(), "test", ApiKeys.DEFAULT_VALIDITY)) {
            return text(issued);
        }
    }

    /** Stores a provider key for a tenant. */
    public void store(String slug, String providerKey) {
        Tenant tenant = server.atom().atom().tenants().find(new Slug(slug)).orElseThrow();
        try (Secret value = Secret.of(providerKey)) {
            server.atom()
                    .atom()
                    .vault()
                    .put(Caller.process(tenant.id(), "test"), new KeyName("openai"), value, Optional.of("openai"));
        }
    }

    private static String text(IssuedKey issued) {
        return issued.key().use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        server.close();
        upstream.close();
        database.close();
    }
}
