package dev.atom.core.node;

import dev.atom.core.node.Decision.Kind;
import dev.atom.core.node.ReconcileReport.Finding;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.NodeListing;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.ObservedNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over one provider: lists the cloud page by page, reads the store after each page, decides, and acts. Of a healthy
 * node it keeps nothing but the id of its claim. Used once.
 */
final class Cycle {
    private static final Logger LOG = LoggerFactory.getLogger(Cycle.class);

    /** How many nodes of claims that are gone are ended in one cycle; the next one finds the rest. */
    private static final int MOST_RELEASED = 1_000;

    private final NodeParts parts;
    private final NodeWork work;
    private final CycleOrder order;
    private final ProviderCalls calls;
    private final UUID id = UUID.randomUUID();
    private final CycleLog log;
    private final Map<NodeRef, Finding> findings = new LinkedHashMap<>();
    private final List<DecidedNode> released = new ArrayList<>();
    private final List<DecidedNode> withoutClaim = new ArrayList<>();
    /** Written down one after the other and put into a set at the end: a set that grows is a cache miss for each. */
    private final List<ClaimId> seen = new ArrayList<>();

    private final Set<String> scopes = new HashSet<>();
    private String lastScope = "";
    private int nodes;
    private int unaccounted;
    private int quarantined;
    private int condemned;
    private long readNanos;
    private long judgeNanos;
    private long absentNanos;

    Cycle(NodeParts parts, NodeWork work, CycleOrder order) {
        this.parts = parts;
        this.work = work;
        this.order = order;
        this.calls = order.calls();
        this.log = new CycleLog(order, id);
    }

    /** Blocks until it is through. */
    ReconcileReport run() {
        Instant began = parts.system().in(ReconcileStore::now);
        Walk walk = new Walk(calls, order.selector(parts.owner()), order.pace(), parts.meters()::nanos);
        walk.run(page -> {
            parts.steps().at(Step.AFTER_LIST);
            read(page);
        });
        int held = order.acts() ? 0 : Math.max(0, condemned - parts.cap().of(nodes));
        int lost = 0;
        if (order.acts()) {
            released.forEach(this::destroy);
            held = condemned - destroyWithoutClaim();
            if (walk.problem().isEmpty() && order.tenant().isEmpty()) {
                long ended = parts.meters().nanos();
                lost = new Absence(parts, work, calls).run(began, new HashSet<>(seen), walk::covers);
                absentNanos = parts.meters().nanos() - ended;
            }
        }
        if (walk.problem().isEmpty()) {
            order.sightings().endOfList();
        }
        if (held > 0) {
            LOG.atError()
                    .addKeyValue("provider", order.provider())
                    .log(
                            "{} nodes without a claim are left for later cycles: more than the cap of {}",
                            held,
                            parts.cap().of(nodes));
        }
        if (order.acts()) {
            boolean complete = walk.problem().isEmpty();
            int givenUp = lost;
            parts.system().run(handle -> log.append(handle, complete, givenUp));
        }
        measure(walk, held);
        return new ReconcileReport(
                order.provider(),
                order.mode(),
                walk.problem().isEmpty(),
                walk.problem(),
                nodes,
                unaccounted,
                held,
                lost,
                List.copyOf(findings.values()));
    }

    /** The scopes in which there is a node, of whatever claim. */
    Set<String> scopes() {
        return scopes;
    }

    private void measure(Walk walk, int held) {
        if (order.acts() && order.tenant().isEmpty()) {
            NodeMeters.OfProvider meters = parts.meters().of(order.provider());
            meters.cycle(walk.problem().isEmpty(), quarantined, held);
            meters.took(walk.nanos(), readNanos, judgeNanos, absentNanos);
        }
    }

    private void read(NodeListing.Page page) {
        List<ObservedNode> ours = page.nodes().stream()
                .filter(node -> order.covers(node, parts.owner()))
                .toList();
        long began = parts.meters().nanos();
        Snapshot snapshot = parts.system().in(handle -> Snapshot.of(handle, parts.incarnation(), order.mode(), ours));
        long read = parts.meters().nanos();
        readNanos += read - began;
        parts.steps().at(Step.AFTER_READ);
        Findings found = new Findings();
        judge(ours, snapshot, found);
        judgeNanos += parts.meters().nanos() - read;
        if (order.acts()) {
            act(found);
        }
    }

    private void judge(List<ObservedNode> ours, Snapshot snapshot, Findings found) {
        Judge judge = new Judge(
                snapshot.store(),
                snapshot.now(),
                calls.provider().limits().createHorizon().plus(Sightings.SKEW));
        for (ObservedNode node : ours) {
            nodes++;
            occupied(node.ref().scope());
            log.listed(node.ref());
            Optional<StandingClaim> claim = snapshot.claim(node);
            Instant since =
                    claim.isPresent() ? snapshot.now() : order.sightings().since(node.ref(), snapshot.now());
            Decision decision = judge.judge(node, claim, since);
            if (claim.isPresent() && isItsNode(decision, claim.get())) {
                seen.add(claim.get().key().id());
                if (claim.get().absent()) {
                    found.again.add(claim.get().key().id());
                }
            }
            note(decision, node, claim, found);
        }
    }

    /** Whether the node is the claim's, or may be: only the claim's own is kept, and a claim without one is not missing it. */
    private static boolean isItsNode(Decision decision, StandingClaim claim) {
        return decision.kind() == Kind.KEEP
                || decision.kind() == Kind.READY
                || claim.node().isEmpty();
    }

    /** Nodes of one scope mostly come one after the other. */
    private void occupied(String scope) {
        if (!scope.equals(lastScope)) {
            scopes.add(scope);
            lastScope = scope;
        }
    }

    private void note(Decision decision, ObservedNode node, Optional<StandingClaim> claim, Findings found) {
        Kind kind = decision.kind();
        if (kind.isUnaccounted()) {
            unaccounted++;
        }
        if (kind != Kind.KEEP && findings.size() < ReconcileReport.MOST_FINDINGS) {
            findings.put(node.ref(), Finding.of(decision, node));
        }
        switch (kind) {
            case KEEP -> {}
            case ADOPT -> claim.ifPresent(row -> found.adopted.add(new Adoption(row.key(), node.ref())));
            case READY -> claim.ifPresent(row -> found.ready.add(row.key()));
            case QUARANTINE -> {
                quarantined++;
                found.quarantined.add(new DecidedNode(decision, node));
            }
            case DESTROY_RELEASED -> {
                if (released.size() < MOST_RELEASED) {
                    released.add(new DecidedNode(decision, node));
                }
            }
            case DESTROY_DUPLICATE, DESTROY_ORPHAN -> {
                condemned++;
                if (withoutClaim.size() < parts.cap().most()) {
                    withoutClaim.add(new DecidedNode(decision, node));
                }
            }
        }
    }

    /** What is done about the nodes of one page before the next one comes. */
    private void act(Findings found) {
        found.adopted.forEach(one -> adopt(one.claim(), one.node()));
        found.ready.forEach(this::ready);
        if (!found.quarantined.isEmpty()) {
            parts.system().run(handle -> DecisionStore.insert(handle, id, found.quarantined));
        }
        if (!found.again.isEmpty()) {
            parts.system().run(handle -> ReconcileStore.seen(handle, found.again));
        }
    }

    private void adopt(ClaimKey key, NodeRef node) {
        parts.system()
                .in(handle -> {
                    Optional<NodeClaim> adopted = ClaimStore.adopt(handle, key, node);
                    adopted.ifPresent(claim -> parts.record(handle, "node.adopt", claim));
                    return adopted;
                })
                .ifPresent(work::soon);
    }

    private void ready(ClaimKey key) {
        parts.system().run(handle -> {
            if (ClaimStore.ready(handle, key)) {
                ClaimStore.find(handle, key).ifPresent(claim -> parts.record(handle, "node.ready", claim));
            }
        });
    }

    /** Asks for the ends of nodes that have no claim, as many as the cap leaves room for; says for how many there was room. */
    private int destroyWithoutClaim() {
        int room = Math.min(withoutClaim.size(), parts.cap().of(nodes));
        int through = 0;
        while (through < room && destroy(withoutClaim.get(through))) {
            through++;
        }
        return through;
    }

    /** Puts a decision on record, unless that would be one too many: the cap holds for whoever else reconciles, too. */
    private boolean decide(DecidedNode one) {
        boolean decided = parts.system().in(handle -> {
            boolean room = !one.decision().kind().isCapped()
                    || DecisionStore.condemned(
                                    handle, one.node().ref(), parts.times().shortestCycle())
                            < parts.cap().of(nodes);
            if (room) {
                DecisionStore.insert(handle, id, List.of(one));
            }
            return room;
        });
        parts.steps().at(Step.AFTER_DECISION);
        return decided;
    }

    /** Whether there was room for it under the cap. */
    private boolean destroy(DecidedNode one) {
        if (!calls.breaker().allows()) {
            return true;
        }
        if (!decide(one)) {
            return false;
        }
        DestroyOutcome outcome = calls.destroy(one.node().ref());
        findings.computeIfPresent(one.node().ref(), (node, finding) -> finding.with(outcome));
        LOG.atWarn()
                .addKeyValue("provider", order.provider())
                .addKeyValue("node", NodeParts.shortened(one.node().ref().externalId()))
                .addKeyValue("outcome", outcome.getClass().getSimpleName())
                .log("a node's end was asked for: {}", one.decision().why());
        return true;
    }

    private record Adoption(ClaimKey claim, NodeRef node) {}

    /** What one page asks to be done at once. */
    private static final class Findings {
        final List<Adoption> adopted = new ArrayList<>();
        final List<ClaimKey> ready = new ArrayList<>();
        final List<DecidedNode> quarantined = new ArrayList<>();
        final List<ClaimId> again = new ArrayList<>();
    }
}
