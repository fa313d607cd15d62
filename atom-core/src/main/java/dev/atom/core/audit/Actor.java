package dev.atom.core.audit;

import java.util.Locale;
import java.util.Optional;

/**
 * Who acts.
 *
 * @param kind what sort of actor
 * @param id the API key's or the user's id, or the process's name; never a credential
 * @param origin the request this is part of, and where it came from
 */
public record Actor(Kind kind, String id, Origin origin) {
    /** The sorts of actor. */
    public enum Kind {
        /** A desktop API key. */
        API_KEY,
        /** A user who logged in. */
        USER,
        /** Nobody known: a request that named a workspace or a host and brought no credential. It may change nothing. */
        ANONYMOUS,
        /** The embedding program, a command-line tool or a background job. */
        PROCESS;

        /** The name in the wire contract, lower-case. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An actor of whose request only the id is known, when there is a request. */
    public Actor(Kind kind, String id, Optional<String> requestId) {
        this(kind, id, Origin.ofRequest(requestId));
    }

    /** A program acting in its own name. */
    public static Actor process(String name) {
        return new Actor(Kind.PROCESS, name, Origin.NONE);
    }

    /** The id of the request this is part of, when there is one. */
    public Optional<String> requestId() {
        return origin.requestId();
    }
}
