package dev.atom.core.node;

import dev.atom.spi.node.Capability;
import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.Lookup;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeSpec;
import dev.atom.spi.node.NodeState;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ProviderLimits;
import dev.atom.spi.node.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Asks for the nodes of pending claims. Thread-safe; of several processes that would ask for one node, one does. */
final class Launcher {
    /** After so many unclear answers the claim ends. */
    private static final int MOST_CREATES = 5;

    /** A claim that is refused for so long ends, however soon the provider may be asked again. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration LONGEST_SPREAD = Duration.ofSeconds(30);
    private static final int SPREAD_OF_AGE = 4;

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final NodeParts parts;

    Launcher(NodeParts parts) {
        this.parts = parts;
    }

    /** Asks for the claim's node, once; what comes of it is in the store. Blocks on the provider. */
    void launch(NodeClaim claim) {
        if (claim.creates() >= MOST_CREATES) {
            parts.system().run(handle -> end(handle, claim, EndReason.CREATE_GAVE_UP));
            return;
        }
        Optional<ProviderCalls> calls =
                parts.provider(claim.provider()).filter(one -> one.breaker().allows());
        if (calls.isPresent()) {
            Duration wait = waitForAnswer(calls.get());
            parts.system()
                    .in(handle -> ClaimStore.sending(handle, claim, wait))
                    .ifPresent(mine -> send(calls.get(), mine));
        }
    }

    private void send(ProviderCalls calls, NodeClaim claim) {
        parts.steps().at(Step.BEFORE_SEND);
        CreateOutcome outcome = calls.create(spec(claim));
        parts.steps().at(Step.AFTER_SEND);
        if (outcome instanceof CreateOutcome.Created made) {
            adopt(calls, claim, made.ref());
        } else if (outcome instanceof CreateOutcome.Exists there) {
            adopt(calls, claim, there.ref());
        } else if (outcome instanceof CreateOutcome.Rejected refused) {
            refused(claim, refused);
        } else if (outcome instanceof CreateOutcome.Ambiguous unclear) {
            failed(claim, unclear.why());
        }
        parts.steps().at(Step.AFTER_RECORD);
    }

    private void adopt(ProviderCalls calls, NodeClaim claim, NodeRef node) {
        parts.system()
                .in(handle -> {
                    Optional<NodeClaim> adopted = ClaimStore.adopt(handle, claim.key(), node);
                    adopted.ifPresent(now -> parts.record(handle, "node.launch", now));
                    return adopted;
                })
                .filter(now -> now.phase() == ClaimPhase.LAUNCHED && isRunning(calls, node))
                .ifPresent(now -> parts.system().run(handle -> {
                    if (ClaimStore.ready(handle, now.key())) {
                        parts.record(handle, "node.ready", now);
                    }
                }));
    }

    private static boolean isRunning(ProviderCalls calls, NodeRef node) {
        return calls.get(node) instanceof Lookup.Found found && found.node().state() == NodeState.RUNNING;
    }

    /**
     * A create that was certainly not carried out is as if it had not been tried. It is tried again when the provider says, and
     * some time later, the more the longer the claim waits: many that wait for one limit would otherwise ask in step.
     */
    private void refused(NodeClaim claim, CreateOutcome.Rejected refused) {
        parts.system().run(handle -> {
            Duration age = Duration.between(claim.createdAt(), ReconcileStore.now(handle));
            Duration spread = age.dividedBy(SPREAD_OF_AGE);
            Duration wait = refused.retryAfter()
                    .orElse(Duration.ZERO)
                    .plus(parts.backoff().upTo(spread.compareTo(LONGEST_SPREAD) < 0 ? spread : LONGEST_SPREAD));
            ClaimStore.refused(
                    handle, claim.key(), NodeParts.shortened(refused.why().toString()), wait);
            if (refused.retryAfter().isEmpty() || age.compareTo(PATIENCE) > 0) {
                end(handle, claim, EndReason.CREATE_REJECTED);
            }
        });
    }

    private void failed(NodeClaim claim, Reason why) {
        parts.system()
                .run(handle ->
                        ClaimStore.failed(handle, claim.key(), NodeParts.shortened(why.toString()), Duration.ZERO));
    }

    private void end(Handle handle, NodeClaim claim, EndReason reason) {
        ClaimStore.terminate(handle, claim.key(), reason).ifPresent(ended -> {
            ComputeSessionStore.end(handle, ended.tenant(), ended.session(), reason);
            parts.record(handle, "session.end", ended);
        });
    }

    /** Where a second create meets the first one's node, it may come soon; elsewhere it waits until none is on its way. */
    private Duration waitForAnswer(ProviderCalls calls) {
        ProviderLimits limits = calls.provider().limits();
        return calls.provider().capabilities().contains(Capability.UNIQUE_NAMES)
                ? parts.times().call().plus(GRACE)
                : limits.createHorizon()
                        .plus(limits.listStaleness())
                        .plus(parts.times().cycle());
    }

    private NodeSpec spec(NodeClaim claim) {
        NodeTags tags = new NodeTags(
                parts.owner(), claim.store(), claim.tenant(), claim.session(), claim.id(), claim.deadline());
        return new NodeSpec(tags, claim.scope(), claim.image(), claim.resources(), Map.of());
    }
}
