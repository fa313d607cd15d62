package dev.atom.http.access;

import java.util.List;

/** The headers of one request, whichever server read them. */
@FunctionalInterface
public interface Headers {
    /** The values sent under a name, without regard to case and in their order; empty when there are none. */
    List<String> all(String name);
}
