package dev.atom.core.identity;

import java.util.Optional;

/** Slows down whoever guesses passwords. Asked before a password is hashed or a user looked up. */
@FunctionalInterface
public interface LogInGuard {
    /** Lets everybody try as often as they like. */
    LogInGuard NONE = (account, ip) -> () -> {};

    /**
     * Admits an attempt. May block.
     *
     * @param account which account, in one spelling; there may be no such user
     * @param ip where the attempt comes from, when that is known
     * @throws dev.atom.spi.AtomException RATE_LIMITED when there were too many attempts
     */
    Attempt admit(String account, Optional<String> ip);

    /** An attempt that was admitted, and counts unless it is said to have been right. */
    @FunctionalInterface
    interface Attempt {
        /** The password was right: the attempt does not count. */
        void right();
    }
}
