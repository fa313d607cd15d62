package dev.atom.core.tenant;

import dev.atom.core.audit.Caller;
import dev.atom.core.identity.Holder;
import dev.atom.core.identity.Permission;
import java.util.Set;

/**
 * The answer of the {@link TenantResolver}: who calls, for which tenant, and what they may do.
 *
 * @param caller for the services
 * @param tenant the tenant's facts as of at most five seconds ago
 * @param permissions what the credential carries; empty when the tenant was resolved without a credential; copied
 * @param holder whose credential it is
 */
public record ResolvedCaller(Caller caller, Tenant tenant, Set<Permission> permissions, Holder holder) {
    /** Copies the permissions. */
    public ResolvedCaller {
        permissions = Set.copyOf(permissions);
    }

    /** A caller with a credential that is nobody's in person. */
    public ResolvedCaller(Caller caller, Tenant tenant, Set<Permission> permissions) {
        this(caller, tenant, permissions, Holder.NOBODY);
    }
}
