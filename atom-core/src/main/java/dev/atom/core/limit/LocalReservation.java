package dev.atom.core.limit;

import java.util.concurrent.atomic.AtomicBoolean;

/** A reservation of an engine in memory. */
final class LocalReservation implements Reservation {
    private final LocalLimits limits;
    private final Decision decision;
    private final long[] receipts;
    private final AtomicBoolean ended;

    /**
     * What was taken, or not.
     *
     * @param receipts one for each part of the request; not copied
     */
    LocalReservation(LocalLimits limits, Decision decision, long[] receipts) {
        this.limits = limits;
        this.decision = decision;
        this.receipts = receipts;
        this.ended = new AtomicBoolean(decision instanceof Decision.Denied);
    }

    @Override
    public Decision decision() {
        return decision;
    }

    @Override
    public void settle(long actualCost) {
        if (actualCost < 0) {
            throw new IllegalArgumentException("the actual cost must be at least 0, not " + actualCost);
        }
        end((part, receipt) -> {
            if (part.isEstimated() && actualCost > part.cost()) {
                limits.overdraw(part, actualCost - part.cost());
            } else if (part.isEstimated()) {
                limits.giveBack(part, receipt, part.cost() - actualCost);
            } else {
                giveBackPlace(part, receipt);
            }
        });
    }

    @Override
    public void cancel() {
        end((part, receipt) -> limits.giveBack(part, receipt, part.cost()));
    }

    @Override
    public void close() {
        end(this::giveBackPlace);
    }

    private void giveBackPlace(LimitRequest part, long receipt) {
        if (part.limit().policy() instanceof Concurrency) {
            limits.giveBack(part, receipt, part.cost());
        }
    }

    private void end(Ending ending) {
        if (ended.compareAndSet(false, true)) {
            int at = 0;
            for (LimitRequest each = decision.request(); each != null; each = each.rest()) {
                ending.of(each, receipts[at++]);
            }
        }
    }

    /** What becomes of one part. */
    private interface Ending {
        void of(LimitRequest part, long receipt);
    }
}
