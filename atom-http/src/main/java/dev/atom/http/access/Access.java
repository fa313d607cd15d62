package dev.atom.http.access;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Origin;
import dev.atom.core.identity.Permission;
import dev.atom.core.tenant.RequestFacts;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.core.tenant.TenantResolver;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.List;
import java.util.Optional;

/** Decides whether a request may do what its route is for. Thread-safe; holds nothing between requests. */
public final class Access {
    private final TenantResolver resolver;

    /** Access as the resolver knows it. */
    public Access(TenantResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * What the request says of itself, untrusted. There is always a credential: without one, the empty text, which is never good.
     *
     * @param method the request's, such as {@code GET}
     * @param host the host the request was sent to; a port is cut off, an empty text is no host
     * @param origin its id, see {@link RequestIds}, and where it came from
     * @throws AtomException FORBIDDEN for a change with the console's cookie that the console did not ask for; BAD_REQUEST when
     *     two workspaces are named
     */
    public static RequestFacts facts(String method, Headers headers, Optional<String> host, Origin origin) {
        return new RequestFacts(
                Optional.of(Credentials.in(method, headers)),
                workspace(headers),
                host.flatMap(Hosts::withoutPort),
                origin);
    }

    /**
     * Admits a request to a route. May block on the database.
     *
     * @throws AtomException UNAUTHORIZED without a good credential; FORBIDDEN when it lacks the permission; NOT_FOUND and
     *     TENANT_MISMATCH as {@link TenantResolver#resolve} says
     */
    public ResolvedCaller admit(RequestFacts facts, Permission needed) {
        return require(admit(facts), needed);
    }

    /**
     * Admits a request that carries any good credential. May block on the database.
     *
     * @throws AtomException as {@link #admit(RequestFacts, Permission)} does, but for the permission
     */
    public ResolvedCaller admit(RequestFacts facts) {
        return requireKnown(resolver.resolve(facts));
    }

    /**
     * Gives the caller back unless it is nobody: a host or a workspace alone names a tenant, but is nobody's permission.
     *
     * @throws AtomException UNAUTHORIZED otherwise
     */
    public static ResolvedCaller requireKnown(ResolvedCaller caller) {
        if (caller.caller().actor().kind() == Actor.Kind.ANONYMOUS) {
            throw new AtomException(ErrorCode.UNAUTHORIZED, "no valid credential: log in, or send an API key");
        }
        return caller;
    }

    /**
     * Gives the caller back if its credential carries the permission.
     *
     * @throws AtomException FORBIDDEN naming the permission otherwise
     */
    public static ResolvedCaller require(ResolvedCaller caller, Permission needed) {
        requireOwnPassword(caller);
        if (!caller.permissions().contains(needed)) {
            throw new AtomException(
                    ErrorCode.FORBIDDEN,
                    "this credential lacks the permission " + needed.wireName() + ": use one that carries it");
        }
        return caller;
    }

    /**
     * Gives the caller back unless it has to choose another password first.
     *
     * @throws AtomException FORBIDDEN saying how
     */
    public static ResolvedCaller requireOwnPassword(ResolvedCaller caller) {
        if (caller.holder().mustChangePassword()) {
            throw new AtomException(
                    ErrorCode.FORBIDDEN, "choose a password of your own first: POST /api/v1/auth/password");
        }
        return caller;
    }

    /**
     * Gives the caller back if it has logged in.
     *
     * @throws AtomException FORBIDDEN for every other credential
     */
    public static ResolvedCaller requireSession(ResolvedCaller caller) {
        if (caller.holder().session().isEmpty()) {
            throw new AtomException(ErrorCode.FORBIDDEN, "this is for users who logged in: POST /api/v1/auth/login");
        }
        return caller;
    }

    /**
     * Gives the caller back if its credential is a user's.
     *
     * @throws AtomException FORBIDDEN otherwise
     */
    public static ResolvedCaller requireUser(ResolvedCaller caller) {
        if (caller.holder().user().isEmpty()) {
            throw new AtomException(
                    ErrorCode.FORBIDDEN,
                    "this is for users, and the API key is the tenant's own: use a user's credential");
        }
        return caller;
    }

    private static Optional<String> workspace(Headers headers) {
        List<String> given = headers.all("X-Workspace-Id").stream().distinct().toList();
        if (given.size() > 1) {
            throw new AtomException(ErrorCode.BAD_REQUEST, "X-Workspace-Id names two workspaces: send one");
        }
        return given.stream().findFirst();
    }
}
