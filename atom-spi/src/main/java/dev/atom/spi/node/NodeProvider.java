package dev.atom.spi.node;

import dev.atom.spi.TenantId;
import java.util.Optional;
import java.util.Set;

/**
 * One configured source of nodes. Thread-safe; calls block, for at most the time their context grants. No method throws for
 * what a provider answers or a network does: that is what the outcomes are for. An interrupt may end a call early, stays set,
 * and makes the outcome an uncertain one.
 *
 * <p>It keeps no list of its nodes. What it knows, it asks the provider for, so it may be killed at any instant and several
 * instances may run at once.
 */
public interface NodeProvider extends AutoCloseable {
    /** The id given at creation; also {@link NodeRef#provider}. */
    String id();

    /** What holds beyond the minimum. Constant. */
    Set<Capability> capabilities();

    /** How slow it may be, and how often it may be asked. Constant. */
    ProviderLimits limits();

    /** Where a tenant's nodes go: decided by configuration and tenant alone, asks nobody, never blank. */
    String scope(TenantId tenant);

    /**
     * Asks for a node. The caller has recorded its intent before. May be repeated with the same tags: see
     * {@link Capability#UNIQUE_NAMES}.
     */
    CreateOutcome create(NodeSpec spec, CallContext call);

    /** Looks at one node. A node of another provider's id, or of a scope it cannot see, is {@link Lookup.Unavailable}. */
    Lookup get(NodeRef ref, CallContext call);

    /**
     * One page of an owner's nodes, in no particular order: those whose tags name the owner, and those whose tags cannot be
     * read and whose name does. Nodes that are gone are not on it; a node may be on two pages.
     *
     * @param from empty for the first page
     */
    NodeListing list(NodeSelector selector, Optional<Cursor> from, CallContext call);

    /** Asks for a node's end. Repeating it does no harm. */
    DestroyOutcome destroy(NodeRef ref, DestroyMode mode, CallContext call);

    /** The scopes, where the provider makes and removes them as needed; empty where they are just there. */
    default Optional<NodeScopes> scopes() {
        return Optional.empty();
    }

    /** Frees what the instance holds, and leaves every node running. Idempotent. */
    @Override
    default void close() {}
}
