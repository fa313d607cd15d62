package dev.atom.core.node;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.Page;
import dev.atom.core.db.PageCursor;
import dev.atom.core.db.PageRequest;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.OwnerId;
import dev.atom.spi.node.SessionGateway;
import dev.atom.spi.node.StoreIncarnation;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ephemeral compute that is neither leaked nor killed by mistake. Guarantee, while a provider answers: no node of this
 * installation outlives its claim by more than two cycles, the provider's list staleness and its create horizon together; and
 * no node of a live claim is ever destroyed. While the provider does not answer, the deadline on the node is what holds.
 *
 * <p>Thread-safe. {@link #start} begins the work in the background; without it, nothing happens but what is called.
 */
public final class NodeService implements AutoCloseable {
    private final NodeParts parts;
    private final ComputeSessions sessions;
    private final GatewaySignals signals;
    private final Reconciler reconciler;
    private final NodeLoop loop;

    private NodeService(NodeParts parts, NodeHost host) {
        this.parts = parts;
        NodeWork work = new NodeWork(parts, host.blocking());
        LateHeartbeats late = new LateHeartbeats();
        LateHeartbeats returned = new LateHeartbeats();
        this.sessions = new ComputeSessions(parts, work, late);
        this.signals = new GatewaySignals(parts, returned);
        this.reconciler = new Reconciler(parts, work, host.clock());
        this.loop = new NodeLoop(parts, work, signals, new Expiry(parts, work, List.of(late, returned)), reconciler);
    }

    /** The service over the host's providers; blocks on the database. */
    public static NodeService open(NodeHost host, NodeSettings settings) {
        return open(host, settings, Steps.NONE);
    }

    static NodeService open(NodeHost host, NodeSettings settings, Steps steps) {
        Map<String, ProviderCalls> providers = new LinkedHashMap<>();
        for (NodeProvider provider : host.providers()) {
            Breaker breaker = new Breaker(host.clock());
            providers.put(
                    provider.id(),
                    new ProviderCalls(provider, breaker, settings.times().call()));
        }
        Incarnation incarnation = new Incarnation(settings.times().lease());
        OwnerId owner = host.database().system().in(handle -> {
            incarnation.read(handle);
            return settings.owner().orElseGet(() -> IncarnationStore.defaultOwner(handle));
        });
        NodeMeters meters = new NodeMeters(host.meters());
        providers.keySet().forEach(meters::of);
        NodeParts parts = new NodeParts(
                host.database().tenants(),
                host.database().system(),
                host.audit(),
                owner,
                providers,
                incarnation,
                settings.times(),
                settings.cap(),
                settings.keepDecisions(),
                new Backoff(new SecureRandom()),
                meters,
                steps);
        return new NodeService(parts, host);
    }

    /** Begins to reconcile, and to do what is due, in the background. */
    public NodeService start() {
        loop.start();
        return this;
    }

    /** The sessions that nodes work for. */
    public ComputeSessions sessions() {
        return sessions;
    }

    /** What gateways call. */
    public GatewaySignals gateway() {
        return signals;
    }

    /**
     * Asks a gateway from now on who is connected, and takes what it says as {@link #gateway} takes what one tells. An answer that
     * fails, is partial or is empty ends no session. Any number of gateways may be watched, by any number of instances.
     *
     * @return to be closed before this is
     */
    public GatewayWatch watch(SessionGateway gateway, GatewayPolls polls) {
        return new GatewayWatch(poller(gateway, polls), polls);
    }

    /** The same without a thread, for tests that take single steps. */
    GatewayPoller poller(SessionGateway gateway, GatewayPolls polls) {
        return new GatewayPoller(parts, signals, gateway, polls.missed());
    }

    /** The name by which this installation's nodes are known in the clouds. */
    public OwnerId owner() {
        return parts.owner();
    }

    /** The claims of the caller's tenant that may have a node, oldest first. */
    public Page<NodeClaim> list(Caller caller, PageRequest page) {
        TenantId tenant = caller.tenant();
        return Page.of(
                parts.db().in(tenant, handle -> ClaimStore.list(handle, tenant, page)),
                page,
                claim -> new PageCursor(claim.createdAt(), claim.id().value()));
    }

    /**
     * Gives a node back, and ends the session it works for. As {@link ComputeSessions#end}.
     *
     * @throws AtomException NOT_FOUND
     */
    public NodeClaim release(Caller caller, ClaimId id) {
        Optional<NodeClaim> claim =
                parts.db().in(caller.tenant(), handle -> ClaimStore.find(handle, new ClaimKey(caller.tenant(), id)));
        return claim.map(found -> sessions.end(caller, found.session()).claim())
                .orElseThrow(() -> new AtomException(ErrorCode.NOT_FOUND, "there is no node " + id));
    }

    /** As {@link #cleanupOrphanedNodes(Caller, ReconcileMode)} for the platform, on nobody's word but the host's own. */
    public List<ReconcileReport> cleanupOrphanedNodes(ReconcileMode mode) {
        return cleanupOrphanedNodes(new Caller(TenantId.PLATFORM, Optional.empty(), NodeParts.RECONCILER), mode);
    }

    /**
     * Runs a cycle now over what the caller may see: the platform's tenant over everything, any other over its own nodes, which
     * are listed where they would be. Of its nodes a tenant's cycle adopts, and ends those that have no claim or whose claim is gone;
     * what is missing, and what carries no readable tags, it leaves to the platform's. Who asked for one that acts is audited
     * before it begins. Blocks until all providers have answered; the platform's as long as their limits on the rate of calls make
     * it last.
     *
     * @return a report for each provider; the platform's is not complete where another cycle over everything is under way
     * @throws AtomException RATE_LIMITED when a tenant asks again within five seconds, and the platform while such a cycle is under
     *     way at each provider
     */
    public List<ReconcileReport> cleanupOrphanedNodes(Caller caller, ReconcileMode mode) {
        return caller.tenant().equals(TenantId.PLATFORM)
                ? reconciler.all(caller, mode)
                : reconciler.ofTenant(caller, mode);
    }

    /**
     * Checks what the reconciler's cycles left on record: each row against the one before it, and the decisions against their
     * row. A chain whose end, or whole, was replaced by who may write the database cannot be told from the true one. Blocks on the
     * database for as long as reading all of it takes.
     *
     * @return a verdict for each provider that ever had a cycle
     */
    public List<CycleVerdict> verifyCycles() {
        return parts.system().in(handle -> new CycleVerifier().verify(handle));
    }

    /**
     * Says that the store was restored from a copy in a way it cannot notice itself, such as a disk image. Nodes that it does not
     * know are then left alone until their deadline. A dump that was loaded, another database or cluster, and a recovery or
     * promotion are noticed without this. Audited as the platform's.
     *
     * @return the life that the store has begun
     */
    public StoreIncarnation storeWasRestored(Actor by) {
        return parts.system().in(handle -> {
            StoreIncarnation begun = parts.incarnation().begin(handle);
            parts.audit()
                    .record(
                            handle,
                            new AuditEvent(TenantId.PLATFORM, by, "store.restored", "store/" + begun, Map.of()));
            return begun;
        });
    }

    /** The loop, for tests that take single steps. */
    NodeLoop loop() {
        return loop;
    }

    /** Ends the work in the background, and leaves every node running. Idempotent. */
    @Override
    public void close() {
        reconciler.close();
        loop.close();
    }
}
