package dev.atom.core;

import dev.atom.core.audit.AuditLog;
import dev.atom.core.audit.AuditTrail;
import dev.atom.core.identity.ApiKeys;
import dev.atom.core.identity.DesktopKeys;
import dev.atom.core.identity.Identity;
import dev.atom.core.limit.AbuseGuard;
import dev.atom.core.limit.RateLimiter;
import dev.atom.core.llm.LlmService;
import dev.atom.core.node.NodeService;
import dev.atom.core.quota.TenantQuotas;
import dev.atom.core.tenant.TenantResolver;
import dev.atom.core.tenant.TenantService;
import dev.atom.core.tenant.WorkspaceService;
import dev.atom.core.vault.KeyVault;

/**
 * ATOM in this process: the services over one database. Thread-safe; any number of instances may live side by side.
 *
 * <pre>{@code
 * try (Atom atom = Atom.builder()
 *         .embeddedDatabase(Path.of("data"))
 *         .keyWrapper(MasterKeyWrapper.of(masterKey, List.of(), new SecureRandom()))
 *         .provider(ProviderConfig.of("openai"))
 *         .open()) {
 *     …
 * }
 * }</pre>
 */
public final class Atom implements AutoCloseable {
    private final Assembly parts;

    Atom(Assembly parts) {
        this.parts = parts;
    }

    /** Begins to describe an instance. */
    public static AtomBuilder builder() {
        return new AtomBuilder();
    }

    /** Administration of tenants. */
    public TenantService tenants() {
        return parts.tenancy().tenants();
    }

    /** The workspaces of each tenant. */
    public WorkspaceService workspaces() {
        return parts.tenancy().workspaces();
    }

    /** The API keys of each tenant. */
    public ApiKeys apiKeys() {
        return parts.tenancy().apiKeys();
    }

    /** The users, roles and sessions of each tenant. */
    public Identity identity() {
        return parts.tenancy().identity();
    }

    /** The API keys of each user. */
    public DesktopKeys desktopKeys() {
        return parts.tenancy().desktopKeys();
    }

    /** Says for which tenant a request is. */
    public TenantResolver resolver() {
        return parts.tenancy().resolver();
    }

    /** Each tenant's keys, sealed. */
    public KeyVault vault() {
        return parts.vault();
    }

    /** Calls to LLM providers. */
    public LlmService llm() {
        return parts.llm();
    }

    /** Decides limits, for those of the program's own; the ones of plans are in {@link #quotas}. */
    public RateLimiter limiter() {
        return parts.limiting().limiter();
    }

    /** What each tenant may do, and what it has left. */
    public TenantQuotas quotas() {
        return parts.limiting().quotas();
    }

    /** Slows those who guess credentials. */
    public AbuseGuard abuseGuard() {
        return parts.limiting().abuse();
    }

    /** Ephemeral compute: sessions and their nodes. */
    public NodeService nodes() {
        return parts.nodes();
    }

    /** Who did what. */
    public AuditLog audit() {
        return parts.audit().log();
    }

    /** The audit logs' keeper: their verification, their anchors, and where refusals go. */
    public AuditTrail auditTrail() {
        return parts.audit();
    }

    /**
     * Asks the database for an answer, and looks whether Redis is there if one is configured. Blocks on the database.
     *
     * @throws dev.atom.spi.AtomException UNAVAILABLE when the database gives none, or when Redis is away and plans are set to
     *     deny everything then
     */
    public Readiness checkReady() {
        parts.database()
                .system()
                .in(handle -> handle.select("select 1").mapTo(Integer.class).one());
        return parts.limiting().readiness();
    }

    /**
     * Ends running calls, writes what waits, and closes everything this instance opened, the embedded database included. No
     * thread of it is left. Idempotent.
     */
    @Override
    public void close() {
        parts.close();
    }
}
