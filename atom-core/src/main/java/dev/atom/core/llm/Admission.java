package dev.atom.core.llm;

import dev.atom.core.tenant.ResolvedCaller;

/**
 * Asked before each call whether it may be made; the place where limits plug in. Called on the caller's thread before the
 * vault is opened; must not block.
 */
@FunctionalInterface
public interface Admission {
    /** Admits every call. */
    Admission ALL = (caller, provider, model) -> {};

    /**
     * Returns when the call may go on.
     *
     * @throws dev.atom.spi.AtomException RATE_LIMITED when it may not
     */
    void admit(ResolvedCaller caller, String provider, String model);
}
