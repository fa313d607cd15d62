package dev.atom.core.identity;

import java.util.Optional;

/** Slows down whoever guesses passwords. Asked before a password is hashed or a user looked up. */
@FunctionalInterface
public interface LogInGuard {
    /** Lets everybody try as often as they like. */
    LogInGuard NONE = (account, ip) -> Attempt.UNCOUNTED;

    /**
     * Admits an attempt. May block.
     *
     * @param account which account, in one spelling; there may be no such user
     * @param ip where the attempt comes from, when that is known
     * @throws dev.atom.spi.AtomException RATE_LIMITED when there were too many attempts
     */
    Attempt admit(String account, Optional<String> ip);

    /** An attempt that was admitted. It counts when it is closed, unless it was said to be right before. */
    interface Attempt extends AutoCloseable {
        /** Never counts. */
        Attempt UNCOUNTED = new Attempt() {
            @Override
            public void right() {}

            @Override
            public void close() {}
        };

        /** The password was right. */
        void right();

        /** The attempt is over. */
        @Override
        void close();
    }
}
