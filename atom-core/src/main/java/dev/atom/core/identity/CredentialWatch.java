package dev.atom.core.identity;

import dev.atom.spi.TenantId;

/** Hears of every change to what a tenant's credentials open, so that a cache of such answers can forget them at once. */
@FunctionalInterface
public interface CredentialWatch {
    /**
     * The tenant's credentials, workspaces or standing have changed, or may have. Called after the transaction ended, on
     * the thread that ran it, before the change is reported to its caller. Must be quick and must not throw.
     */
    void changed(TenantId tenant);
}
