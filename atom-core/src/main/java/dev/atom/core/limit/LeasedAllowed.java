package dev.atom.core.limit;

import java.util.List;

/** Allowed by units that were taken ahead; the figures are as of when they were taken. */
record LeasedAllowed(LimitRequest request, List<Lease> leases) implements Decision.Allowed {
    @Override
    public List<LimitState> states() {
        return leases.stream().map(Lease::standing).toList();
    }
}
