package dev.atom.core.llm;

import dev.atom.core.audit.Caller;
import dev.atom.core.tenant.AiMode;
import dev.atom.spi.TenantId;
import java.util.Optional;

/**
 * Whose key a call is made with. Decided by the tenant's mode alone, before the vault is asked; there is no third kind and no
 * way from one to the other.
 */
public sealed interface KeySource {
    /** The tenant's own key. */
    record Tenant() implements KeySource {}

    /** The platform's key, for tenants in managed mode. */
    record Platform() implements KeySource {}

    /** The source for a tenant's mode. */
    static KeySource of(AiMode mode) {
        return switch (mode) {
            case BYOK -> new Tenant();
            case MANAGED -> new Platform();
        };
    }

    /** The word used in receipts and usage rows: {@code tenant} or {@code platform}. */
    default String origin() {
        return this instanceof Tenant ? "tenant" : "platform";
    }

    /** In whose vault the key lies, and who opens it there. */
    default Caller holder(Caller caller) {
        return this instanceof Tenant ? caller : new Caller(TenantId.PLATFORM, Optional.empty(), caller.actor());
    }
}
