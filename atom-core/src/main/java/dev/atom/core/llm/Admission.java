package dev.atom.core.llm;

import dev.atom.core.tenant.ResolvedCaller;

/**
 * Asked before each call whether it may be made; the place where limits plug in. Called before the vault is opened. Must not
 * block unless it says so.
 */
@FunctionalInterface
public interface Admission {
    /** Admits every call. */
    Admission ALL = call -> Pass.FREE;

    /**
     * What is to be admitted.
     *
     * @param caller for whom
     * @param provider the provider's id
     * @param model the model's name at the provider
     * @param estimatedTokens a guess at what it will cost: a quarter of the request's bytes, and the most tokens it lets the
     *     provider answer with
     * @param spendsRequest whether the call is a request of its own; false when a front door has counted it already
     */
    record Call(ResolvedCaller caller, String provider, String model, long estimatedTokens, boolean spendsRequest) {}

    /** What an admitted call holds. Exactly one of its methods is called, once, when the call is over; neither may throw. */
    interface Pass {
        /** Holds nothing. */
        Pass FREE = new Pass() {
            @Override
            public void settle(long tokens) {}

            @Override
            public void cancel() {}
        };

        /** The call reached its provider and has ended, well or badly, at this cost. */
        void settle(long tokens);

        /** The call never reached its provider. */
        void cancel();
    }

    /**
     * Returns when the call may go on.
     *
     * @throws dev.atom.spi.AtomException RATE_LIMITED when it may not
     */
    Pass admit(Call call);

    /** Whether admitting or ending a call may wait for another machine; it is then done on a thread that may. */
    default boolean mayBlock() {
        return false;
    }

    /** Both of them, this one first. */
    default Admission and(Admission next) {
        return new BothAdmissions(this, next);
    }
}
