package dev.atom.core.node;

import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.Lookup;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.Reason;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees the nodes of claims that are to go to their end, however often that must be asked for. "Accepted" is not "gone": a claim
 * is over when its node is not found. Thread-safe.
 */
final class Ender {
    private static final Logger LOG = LoggerFactory.getLogger(Ender.class);

    private final NodeParts parts;

    Ender(NodeParts parts) {
        this.parts = parts;
    }

    /** Asks for the end of the claim's node, once; what comes of it is in the store. Blocks on the provider. */
    void destroy(NodeClaim claim) {
        if (claim.phase() != ClaimPhase.TERMINATING || claim.node().isEmpty()) {
            return;
        }
        Optional<ProviderCalls> calls =
                parts.provider(claim.provider()).filter(one -> one.breaker().allows());
        if (calls.isPresent()) {
            Duration wait = parts.backoff().after(claim.destroys());
            parts.system()
                    .in(handle -> ClaimStore.destroying(handle, claim, wait))
                    .ifPresent(mine -> ask(calls.get(), mine, claim.node().get()));
        }
    }

    private void ask(ProviderCalls calls, NodeClaim claim, NodeRef node) {
        parts.steps().at(Step.BEFORE_DESTROY);
        DestroyOutcome outcome = calls.destroy(node);
        parts.steps().at(Step.AFTER_DESTROY);
        if (outcome instanceof DestroyOutcome.Gone && calls.get(node) instanceof Lookup.NotFound) {
            gone(claim.key());
            return;
        }
        if (outcome instanceof DestroyOutcome.Blocked refused) {
            failed(claim, refused.why(), refused.retryAfter().orElse(Duration.ZERO));
        } else if (outcome instanceof DestroyOutcome.Ambiguous unclear) {
            failed(claim, unclear.why(), Duration.ZERO);
        }
        Duration stuck = calls.provider().limits().destroyStuckAfter();
        if (parts.system().in(handle -> ClaimStore.block(handle, claim.key(), stuck))) {
            LOG.atError()
                    .addKeyValue("tenant", claim.tenant())
                    .addKeyValue("claim", claim.id())
                    .addKeyValue("provider", claim.provider())
                    .addKeyValue("node", node.externalId())
                    .log("a node is still there {} after its end was asked for: look at it at the provider", stuck);
        }
    }

    /** Puts on record that the claim's node was found to be gone. */
    void gone(ClaimKey key) {
        Optional<Duration> took = parts.system().in(handle -> {
            Optional<Duration> sinceRelease = ClaimStore.gone(handle, key);
            if (sinceRelease.isPresent()) {
                ClaimStore.find(handle, key).ifPresent(claim -> parts.record(handle, "node.gone", claim));
            }
            return sinceRelease;
        });
        took.ifPresent(parts.meters()::destroyed);
        parts.steps().at(Step.AFTER_GONE);
    }

    private void failed(NodeClaim claim, Reason why, Duration wait) {
        parts.system().run(handle -> ClaimStore.failed(handle, claim.key(), NodeParts.shortened(why.toString()), wait));
    }
}
