package dev.atom.core;

import dev.atom.core.audit.AuditTrail;
import dev.atom.core.db.Database;
import dev.atom.core.db.EmbeddedDatabase;
import dev.atom.core.identity.LogInSettings;
import dev.atom.core.limit.AbuseGuard;
import dev.atom.core.limit.LocalRateLimiter;
import dev.atom.core.limit.RateLimiter;
import dev.atom.core.limit.RedisRateLimiter;
import dev.atom.core.limit.RedisSettings;
import dev.atom.core.llm.LlmHost;
import dev.atom.core.llm.LlmService;
import dev.atom.core.node.NodeHost;
import dev.atom.core.node.NodeProviders;
import dev.atom.core.node.NodeService;
import dev.atom.core.tenant.Tenancy;
import dev.atom.core.tenant.TenancySettings;
import dev.atom.core.transport.JdkHttpTransport;
import dev.atom.core.vault.SealedKeyVault;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.KeyWrapper;
import dev.atom.spi.http.HttpTransport;
import dev.atom.spi.node.NodeProvider;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything one {@link Atom} is made of, opened in the order of need and closed in the reverse. */
final class Assembly implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Database database;
    private final SealedKeyVault vault;
    private final Tenancy tenancy;
    private final AuditTrail audit;
    private final Limiting limiting;
    private final LlmService llm;
    private final NodeService nodes;
    private boolean closed;

    /** Opens everything; what was opened before a failure is closed again. */
    static Assembly open(AtomBuilder from) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            return new Assembly(from, opened);
        } catch (RuntimeException | Error failed) {
            // Errors too: a provider jar that cannot be loaded is one, and would leave a database server running.
            closeAll(opened);
            throw failed;
        }
    }

    @SuppressWarnings("MustBeClosed")
    private Assembly(AtomBuilder from, Deque<AutoCloseable> opened) {
        KeyWrapper keyWrapper = from.requiredKeyWrapper();
        database =
                keep(opened, Database.open(from.databaseSettings(path -> keep(opened, EmbeddedDatabase.start(path)))));
        audit = keep(opened, AuditTrail.open(database, from.clock, from.audit));
        vault = keep(
                opened,
                SealedKeyVault.over(database, keyWrapper).clock(from.clock).build());
        vault.requireKnownKeys();
        limiting = limiting(from, opened);
        LogInSettings logIn = new LogInSettings(from.tokenKeys, new GuardedLogIns(limiting.abuse()));
        tenancy = new Tenancy(
                database,
                vault,
                new TenancySettings(from.clock, System::nanoTime, from.baseDomain, logIn),
                from.keys,
                audit.refusals()::note);
        keep(opened, tenancy.keyUses()).start();
        ExecutorService workers = Workers.start();
        opened.push(() -> end(workers));
        HttpTransport transport = from.transport != null ? from.transport : keep(opened, new JdkHttpTransport());
        LlmHost host = new LlmHost(
                database.tenants(),
                database.system(),
                vault,
                tenancy.tenants(),
                transport,
                from.providerFactories(),
                from.clock,
                workers,
                from.meters);
        llm = keep(
                opened, LlmService.open(host, from.llmSettings(limiting.quotas().admission()), audit.log()));
        List<NodeProvider> nodeProviders =
                NodeProviders.open(from.nodes.providers(), from.nodeProviderFactories(), transport, from.clock);
        nodeProviders.forEach(opened::push);
        nodes = keep(
                opened,
                NodeService.open(
                        new NodeHost(database, audit.log(), nodeProviders, from.clock, workers, from.meters),
                        from.nodes));
        if (from.nodesInBackground && !nodeProviders.isEmpty()) {
            nodes.start();
        }
        this.opened.addAll(opened);
        workers.execute(this::finishRotations);
    }

    @SuppressWarnings("MustBeClosed")
    private static Limiting limiting(AtomBuilder from, Deque<AutoCloseable> opened) {
        return Limiting.of(engines(from, opened), from.quotas, from.longestCall(), from.meters);
    }

    @SuppressWarnings("MustBeClosed")
    private static Limiting.Engines engines(AtomBuilder from, Deque<AutoCloseable> opened) {
        RateLimiter guesses = keep(opened, LocalRateLimiter.builder().build());
        RateLimiter plans = shared(from, opened);
        if (plans == null) {
            plans = keep(opened, LocalRateLimiter.builder().meters(from.meters).build());
        }
        if (!(plans instanceof LocalRateLimiter)) {
            return Limiting.Engines.across(plans, guesses);
        }
        RateLimiter logIns = keep(opened, AbuseGuard.engineInMemory());
        return Limiting.Engines.here(plans, logIns, guesses);
    }

    @SuppressWarnings("MustBeClosed")
    private static @Nullable RateLimiter shared(AtomBuilder from, Deque<AutoCloseable> opened) {
        RedisSettings redis = from.redis;
        if (redis == null) {
            return from.limiter;
        }
        if (from.limiter != null) {
            throw new AtomException(ErrorCode.VALIDATION_ERROR, "limiter and redis are both set: keep one");
        }
        return keep(opened, RedisRateLimiter.open(redis, from.meters));
    }

    /** Goes on where a process that died in the middle of a data-key rotation left off. */
    private void finishRotations() {
        try {
            vault.resumeRotations();
        } catch (RuntimeException failed) {
            LOG.atWarn().setCause(failed).log("data-key rotations could not be resumed: the next start tries again");
        }
    }

    private static <T extends AutoCloseable> T keep(Deque<AutoCloseable> opened, T resource) {
        opened.push(resource);
        return resource;
    }

    private static void end(ExecutorService workers) throws InterruptedException {
        workers.shutdown();
        try {
            boolean unused = workers.awaitTermination(5, TimeUnit.SECONDS);
        } finally {
            workers.shutdownNow();
        }
    }

    Database database() {
        return database;
    }

    SealedKeyVault vault() {
        return vault;
    }

    Tenancy tenancy() {
        return tenancy;
    }

    AuditTrail audit() {
        return audit;
    }

    Limiting limiting() {
        return limiting;
    }

    NodeService nodes() {
        return nodes;
    }

    LlmService llm() {
        return llm;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            closeAll(opened);
        }
    }

    private static void closeAll(Deque<AutoCloseable> opened) {
        while (!opened.isEmpty()) {
            AutoCloseable next = opened.pop();
            try {
                next.close();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (Exception failed) {
                LOG.atWarn()
                        .setCause(failed)
                        .log("{} did not close", next.getClass().getSimpleName());
            }
        }
    }
}
