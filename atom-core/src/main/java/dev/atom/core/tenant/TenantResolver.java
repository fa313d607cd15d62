package dev.atom.core.tenant;

/**
 * Says for which tenant a request is. Guarantee: every fact the request gives (credential, workspace, host) was looked up as
 * what it claims to be, and all of them name the same tenant; otherwise there is no answer but an error.
 *
 * <p>Thread-safe. May block on the database; answers from a cache of at most five seconds when it can.
 */
public interface TenantResolver {
    /**
     * Resolves a request.
     *
     * @throws dev.atom.spi.AtomException UNAUTHORIZED for any credential that is not good, with one message for all reasons,
     *     and when no fact is given; NOT_FOUND for an unknown workspace or host; TENANT_MISMATCH when two facts disagree;
     *     FORBIDDEN when the tenant is suspended and was resolved without a credential
     */
    ResolvedCaller resolve(RequestFacts facts);
}
