package dev.atom.core.quota;

import dev.atom.core.limit.RateLimiter;
import dev.atom.core.limit.Refusals;
import dev.atom.core.limit.Reservation;
import dev.atom.core.llm.Admission;

/** Admits LLM calls as the tenant's limits say: everything a call takes is one reservation, ended with the call. */
record QuotaAdmission(TenantQuotas quotas, RateLimiter limiter, Refusals refusals) implements Admission {
    @Override
    public Pass admit(Call call) {
        Reservation held =
                limiter.reserve(quotas.limits(call.caller()).call(call.estimatedTokens(), call.spendsRequest()));
        refusals.require(held.decision());
        return new Held(held);
    }

    @Override
    public boolean mayBlock() {
        return quotas.mayBlock();
    }

    private record Held(Reservation reservation) implements Pass {
        @Override
        public void settle(long tokens) {
            reservation.settle(tokens);
        }

        @Override
        public void cancel() {
            reservation.cancel();
        }
    }
}
