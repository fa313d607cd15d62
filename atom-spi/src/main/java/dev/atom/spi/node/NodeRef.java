package dev.atom.spi.node;

/**
 * Points to one node. Two refs are equal when they point to the same node, however they were obtained.
 *
 * @param provider the provider's id
 * @param scope where in the provider it lives, such as an application or a host
 * @param externalId what the provider calls it
 * @param uid what tells it from an earlier or later thing of the same {@code externalId}; the same as {@code externalId} where
 *     ids are never used again
 */
public record NodeRef(String provider, String scope, String externalId, String uid) {
    /** Refuses blanks: a ref without an id would make "delete it" mean nothing. */
    public NodeRef {
        if (provider.isBlank() || scope.isBlank() || externalId.isBlank() || uid.isBlank()) {
            throw new IllegalArgumentException("a node's provider, scope, external id and uid are never blank");
        }
    }
}
