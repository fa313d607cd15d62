package dev.atom.core.node;

import dev.atom.core.node.Decision.Kind;
import dev.atom.core.node.ReconcileReport.Finding;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.Completeness;
import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.NodeListing;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.ObservedNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pass over one provider: lists the cloud page by page, reads the store after each page, decides, and acts. Used once. */
final class Cycle {
    private static final Logger LOG = LoggerFactory.getLogger(Cycle.class);

    private record Condemned(Decision decision, ObservedNode node) {}

    private final NodeParts parts;
    private final NodeWork work;
    private final ProviderCalls calls;
    private final Sightings sightings;
    private final ReconcileMode mode;
    private final UUID id = UUID.randomUUID();
    private final List<Completeness> pages = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Condemned> released = new ArrayList<>();
    private final List<Condemned> withoutClaim = new ArrayList<>();
    private final Set<ClaimId> seen = new HashSet<>();
    private Optional<String> problem = Optional.empty();
    private int nodes;
    private int unaccounted;
    private int condemned;

    Cycle(NodeParts parts, NodeWork work, ProviderCalls calls, Sightings sightings, ReconcileMode mode) {
        this.parts = parts;
        this.work = work;
        this.calls = calls;
        this.sightings = sightings;
        this.mode = mode;
    }

    /** Blocks until it is through. */
    ReconcileReport run() {
        Instant began = parts.system().in(ReconcileStore::now);
        walk();
        int held = Math.max(0, condemned - parts.cap().of(nodes));
        int lost = 0;
        if (mode == ReconcileMode.ENFORCE) {
            released.forEach(this::destroy);
            withoutClaim
                    .subList(0, Math.min(withoutClaim.size(), parts.cap().of(nodes)))
                    .forEach(this::destroy);
            if (problem.isEmpty()) {
                lost = new Absence(parts, work, calls).run(began, seen, this::covers);
            }
        }
        if (problem.isEmpty()) {
            sightings.endOfList();
        }
        if (held > 0) {
            LOG.atError()
                    .addKeyValue("provider", calls.provider().id())
                    .log(
                            "{} nodes without a claim are left for later cycles: more than the cap of {}",
                            held,
                            parts.cap().of(nodes));
        }
        return new ReconcileReport(
                calls.provider().id(), mode, problem.isEmpty(), problem, nodes, unaccounted, held, lost, findings);
    }

    private void walk() {
        Optional<Cursor> next = Optional.empty();
        Set<Cursor> before = new HashSet<>();
        do {
            NodeListing listing = calls.list(NodeSelector.of(parts.owner()), next);
            parts.steps().at(Step.AFTER_LIST);
            if (listing instanceof NodeListing.Page page) {
                pages.add(page.completeness());
                read(page);
                next = page.next();
                if (!page.completeness().complete()) {
                    problem = Optional.of("the provider could not answer for "
                            + NodeParts.shortened(
                                    String.join(", ", page.completeness().missing())));
                }
            } else if (listing instanceof NodeListing.Unavailable away) {
                problem = Optional.of(NodeParts.shortened(away.why().toString()));
                return;
            }
            if (next.filter(cursor -> !before.add(cursor)).isPresent()) {
                problem = Optional.of("the provider's pages go round in a circle");
                return;
            }
        } while (next.isPresent());
    }

    private boolean covers(String scope) {
        return pages.stream().allMatch(page -> page.covers(scope));
    }

    private void read(NodeListing.Page page) {
        List<ObservedNode> ours = page.nodes().stream()
                .filter(node -> node.owner().filter(parts.owner()::equals).isPresent())
                .toList();
        Snapshot snapshot = parts.system().in(handle -> Snapshot.of(handle, parts.incarnation(), mode, ours));
        parts.steps().at(Step.AFTER_READ);
        Judge judge = new Judge(
                snapshot.store(),
                snapshot.now(),
                calls.provider().limits().createHorizon().plus(Sightings.SKEW));
        List<ClaimId> found = new ArrayList<>();
        for (ObservedNode node : ours) {
            nodes++;
            Optional<StandingClaim> claim = snapshot.claim(node);
            Instant since = claim.isPresent() ? snapshot.now() : sightings.since(node.ref(), snapshot.now());
            Decision decision = judge.judge(node, claim, since);
            claim.filter(row -> row.node().map(node.ref()::equals).orElse(true)).ifPresent(row -> {
                seen.add(row.key().id());
                if (row.absent()) {
                    found.add(row.key().id());
                }
            });
            note(decision, node, claim);
        }
        if (!found.isEmpty() && mode == ReconcileMode.ENFORCE) {
            parts.system().run(handle -> ReconcileStore.seen(handle, found));
        }
    }

    private void note(Decision decision, ObservedNode node, Optional<StandingClaim> claim) {
        Kind kind = decision.kind();
        if (kind.isUnaccounted()) {
            unaccounted++;
        }
        if (kind != Kind.KEEP && findings.size() < ReconcileReport.MOST_FINDINGS) {
            findings.add(Finding.of(decision, node));
        }
        switch (kind) {
            case KEEP -> {}
            case ADOPT -> claim.ifPresent(row -> adopt(row.key(), node.ref()));
            case READY -> claim.ifPresent(row -> ready(row.key()));
            case QUARANTINE -> write(decision, node);
            case DESTROY_RELEASED -> released.add(new Condemned(decision, node));
            case DESTROY_DUPLICATE, DESTROY_ORPHAN -> {
                condemned++;
                if (withoutClaim.size() < parts.cap().most()) {
                    withoutClaim.add(new Condemned(decision, node));
                }
            }
        }
    }

    private void adopt(ClaimKey key, NodeRef node) {
        if (mode == ReconcileMode.ENFORCE) {
            parts.system()
                    .in(handle -> {
                        Optional<NodeClaim> adopted = ClaimStore.adopt(handle, key, node);
                        adopted.ifPresent(claim -> parts.record(handle, "node.adopt", claim));
                        return adopted;
                    })
                    .ifPresent(work::soon);
        }
    }

    private void ready(ClaimKey key) {
        if (mode == ReconcileMode.ENFORCE) {
            parts.system().run(handle -> {
                if (ClaimStore.ready(handle, key)) {
                    ClaimStore.find(handle, key).ifPresent(claim -> parts.record(handle, "node.ready", claim));
                }
            });
        }
    }

    private void write(Decision decision, ObservedNode node) {
        if (mode == ReconcileMode.ENFORCE) {
            parts.system().run(handle -> DecisionStore.insert(handle, id, decision, node));
        }
    }

    private void destroy(Condemned one) {
        if (!calls.breaker().allows()) {
            return;
        }
        write(one.decision(), one.node());
        parts.steps().at(Step.AFTER_DECISION);
        DestroyOutcome outcome = calls.destroy(one.node().ref());
        LOG.atWarn()
                .addKeyValue("provider", calls.provider().id())
                .addKeyValue("node", NodeParts.shortened(one.node().ref().externalId()))
                .addKeyValue("outcome", outcome.getClass().getSimpleName())
                .log("a node's end was asked for: {}", one.decision().why());
    }
}
