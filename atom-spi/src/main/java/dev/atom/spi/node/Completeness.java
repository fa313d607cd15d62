package dev.atom.spi.node;

import java.time.Instant;
import java.util.Set;

/**
 * How much a page can be trusted about what is not on it. A node that is listed exists; one that is not listed may be missing
 * from the list only. Absence counts when every page of a listing is complete, and even then not after one listing.
 *
 * @param complete whether the provider answered for all it was asked
 * @param scopes the scopes the provider speaks for; empty for all there are; copied
 * @param missing what it could not answer for, in its own words, such as regions; copied
 * @param asOf the host's time just before the provider was asked
 */
public record Completeness(boolean complete, Set<String> scopes, Set<String> missing, Instant asOf) {
    /** Copies the sets; something missing is never complete. */
    public Completeness {
        scopes = Set.copyOf(scopes);
        missing = Set.copyOf(missing);
        if (complete && !missing.isEmpty()) {
            throw new IllegalArgumentException("a page that misses " + missing + " is not complete");
        }
    }

    /** The answer of a provider that sees every scope and could answer for all. */
    public static Completeness full(Instant asOf) {
        return new Completeness(true, Set.of(), Set.of(), asOf);
    }

    /** The answer of a provider that sees only these scopes, such as the host it runs on, and could answer for them. */
    public static Completeness of(Set<String> scopes, Instant asOf) {
        return new Completeness(true, scopes, Set.of(), asOf);
    }

    /** An answer in which something is missing. */
    public static Completeness lacking(Set<String> missing, Instant asOf) {
        return new Completeness(false, Set.of(), missing, asOf);
    }

    /** Whether absence from this page says anything about a node in that scope. */
    public boolean covers(String scope) {
        return complete && (scopes.isEmpty() || scopes.contains(scope));
    }
}
