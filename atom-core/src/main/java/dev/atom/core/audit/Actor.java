package dev.atom.core.audit;

import java.util.Optional;

/**
 * Who acts.
 *
 * @param kind what sort of actor
 * @param id the API key's or the user's id, or the process's name; never a credential
 * @param requestId the request this is part of, when there is one
 */
public record Actor(Kind kind, String id, Optional<String> requestId) {
    /** The sorts of actor. */
    public enum Kind {
        /** A desktop API key. */
        API_KEY,
        /** A user who logged in. */
        USER,
        /** Nobody known: a request that named a workspace or a host and brought no credential. It may change nothing. */
        ANONYMOUS,
        /** The embedding program, a command-line tool or a background job. */
        PROCESS
    }

    /** A program acting in its own name. */
    public static Actor process(String name) {
        return new Actor(Kind.PROCESS, name, Optional.empty());
    }
}
