package dev.atom.cloud.fly;

import dev.atom.spi.node.DestroyMode;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.Reason;
import java.util.Optional;

/** Ends a machine. Fly's yes means that it will: gone is only what is not found any more. */
final class FlyDestroy {
    private final FlyTrust trust;

    FlyDestroy(FlyTrust trust) {
        this.trust = trust;
    }

    DestroyOutcome destroy(NodeRef ref, DestroyMode mode, FlyCalls calls) {
        try {
            FlyReply reply =
                    switch (mode) {
                        case FORCED -> calls.deleteMachine(ref.scope(), ref.externalId(), true);
                        case GRACEFUL -> stoppedOrDeleted(ref, calls);
                    };
            if (reply.succeeded()) {
                trust.saw(ref.scope());
                return new DestroyOutcome.Accepted();
            }
            if (reply.status() == 404) {
                return trust.sees(ref.scope(), calls)
                        ? new DestroyOutcome.Gone()
                        : new DestroyOutcome.Ambiguous(
                                new Reason(Reason.Kind.AUTHENTICATION, "Fly says 404, perhaps for want of permission"));
            }
            Reason reason = FlyErrors.reason(reply);
            return FlyErrors.certain(reply)
                    ? new DestroyOutcome.Blocked(reason, FlyErrors.retryAfter(reason))
                    : new DestroyOutcome.Ambiguous(reason);
        } catch (FlyFailure failed) {
            return failed.sent()
                    ? new DestroyOutcome.Ambiguous(failed.reason())
                    : new DestroyOutcome.Blocked(
                            failed.reason(), failed.retryAfter().or(Optional::empty));
        }
    }

    /** Without force only a machine at rest is deleted; one that runs is asked to stop, and deleted at a later call. */
    private static FlyReply stoppedOrDeleted(NodeRef ref, FlyCalls calls) throws FlyFailure {
        FlyReply reply = calls.deleteMachine(ref.scope(), ref.externalId(), false);
        return reply.status() == 412 ? calls.stopMachine(ref.scope(), ref.externalId()) : reply;
    }
}
