package dev.atom.http.route;

import dev.atom.core.identity.Permission;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.http.access.Access;

/** Who may call a route. Every route has one; there is no default. */
public sealed interface Guard {
    /**
     * Gives the caller back if the route is for it.
     *
     * @throws dev.atom.spi.AtomException FORBIDDEN otherwise
     */
    ResolvedCaller admit(ResolvedCaller caller);

    /** Anybody, without a credential. */
    record Open() implements Guard {
        @Override
        public ResolvedCaller admit(ResolvedCaller caller) {
            return caller;
        }
    }

    /** Whoever has a good credential. */
    record AnyCredential() implements Guard {
        @Override
        public ResolvedCaller admit(ResolvedCaller caller) {
            return Access.requireOwnPassword(caller);
        }
    }

    /** Whoever has a good credential that is a user's: a log-in or the user's API key. */
    record User() implements Guard {
        @Override
        public ResolvedCaller admit(ResolvedCaller caller) {
            return Access.requireOwnPassword(Access.requireUser(caller));
        }
    }

    /** Whoever has logged in. */
    record LoggedIn() implements Guard {
        @Override
        public ResolvedCaller admit(ResolvedCaller caller) {
            return Access.requireOwnPassword(Access.requireSession(caller));
        }
    }

    /** Whoever has logged in, also those who have to choose another password before anything else. */
    record PasswordDue() implements Guard {
        @Override
        public ResolvedCaller admit(ResolvedCaller caller) {
            return Access.requireSession(caller);
        }
    }

    /** Whoever's credential carries the permission. */
    record Needs(Permission permission) implements Guard {
        @Override
        public ResolvedCaller admit(ResolvedCaller caller) {
            return Access.require(caller, permission);
        }
    }
}
