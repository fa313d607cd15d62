package dev.atom.core.tenant;

import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.AuditLog;
import dev.atom.core.db.Database;
import dev.atom.core.identity.ApiKeys;
import dev.atom.core.identity.DesktopKeys;
import dev.atom.core.identity.Identity;
import dev.atom.core.identity.KeyParts;
import dev.atom.core.identity.KeySettings;
import dev.atom.core.identity.KeyUses;
import dev.atom.core.vault.KeyVault;
import dev.atom.spi.TenantId;
import java.util.function.Consumer;

/**
 * Tenants, workspaces, API keys and the resolver over one database, wired so that a change made through one is known to the
 * resolver before it is reported. Holds no thread and nothing to close. Thread-safe.
 */
public final class Tenancy {
    private final TenantService tenants;
    private final WorkspaceService workspaces;
    private final ApiKeys apiKeys;
    private final DesktopKeys desktopKeys;
    private final KeyUses keyUses;
    private final Identity identity;
    private final CachingTenantResolver resolver;

    /** Puts them together, with nobody to hear of refused credentials; reads nothing yet. */
    public Tenancy(Database database, KeyVault vault, TenancySettings settings) {
        this(database, vault, settings, KeySettings.DEFAULT, refusal -> {});
    }

    /**
     * Puts them together; reads nothing yet.
     *
     * @param refusals takes every refusal of a credential whose tenant is known, and every log-in that was not heard; must be quick and must not throw
     */
    public Tenancy(
            Database database,
            KeyVault vault,
            TenancySettings settings,
            KeySettings keys,
            Consumer<AuditEvent> refusals) {
        AuditLog audit = new AuditLog(database.tenants(), settings.clock());
        this.keyUses = new KeyUses(database.system(), this::forget);
        this.resolver = new CachingTenantResolver(database.tenants(), settings, refusals, keyUses::note);
        KeyParts parts = new KeyParts(database.tenants(), audit, settings.clock(), resolver, keys);
        this.desktopKeys = new DesktopKeys(parts);
        this.tenants = new TenantService(database.system(), audit, vault, settings.clock(), resolver);
        this.workspaces = new WorkspaceService(database.tenants(), audit, settings.clock(), resolver);
        this.apiKeys = new ApiKeys(parts);
        this.identity = new Identity(database.tenants(), audit, settings.clock(), resolver, settings.logIn(), refusals);
    }

    /** Administration of tenants. */
    public TenantService tenants() {
        return tenants;
    }

    /** The workspaces of each tenant. */
    public WorkspaceService workspaces() {
        return workspaces;
    }

    /** The API keys of each tenant. */
    public ApiKeys apiKeys() {
        return apiKeys;
    }

    /** The API keys of each user. */
    public DesktopKeys desktopKeys() {
        return desktopKeys;
    }

    /** Takes down when keys are used; writes nothing by itself until it is started. */
    public KeyUses keyUses() {
        return keyUses;
    }

    /** The users, roles and sessions of each tenant. */
    public Identity identity() {
        return identity;
    }

    /** Says for which tenant a request is. */
    public TenantResolver resolver() {
        return resolver;
    }

    private void forget(TenantId tenant) {
        resolver.changed(tenant);
    }

    /** How many of the resolver's verdicts are kept. */
    long cachedVerdicts() {
        return resolver.size();
    }
}
