package dev.atom.http.access;

import java.util.List;

/** The headers of one request, whichever server read them. */
@FunctionalInterface
public interface Headers {
    /** The headers of a request that came to this server over TLS, or not. */
    static Headers of(boolean secure, Headers sent) {
        return new Headers() {
            @Override
            public List<String> all(String name) {
                return sent.all(name);
            }

            @Override
            public boolean areSecure() {
                return secure || Headers.super.areSecure();
            }
        };
    }

    /** The values sent under a name, without regard to case and in their order; empty when there are none. */
    List<String> all(String name);

    /**
     * Whether the client came over TLS, to this server or to the proxy before it: by what they say themselves in
     * {@code X-Forwarded-Proto}, so believed for the sake of cookies alone.
     */
    default boolean areSecure() {
        return all("X-Forwarded-Proto").stream()
                .findFirst()
                .filter("https"::equalsIgnoreCase)
                .isPresent();
    }
}
