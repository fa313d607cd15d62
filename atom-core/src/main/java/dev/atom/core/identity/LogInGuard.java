package dev.atom.core.identity;

import java.util.Optional;

/** Slows down whoever guesses passwords or refresh tokens. Asked before a password is hashed or anything is looked up. */
@FunctionalInterface
public interface LogInGuard {
    /** Lets everybody try as often as they like. */
    LogInGuard NONE = (account, ip) -> Attempt.UNCOUNTED;

    /**
     * Admits an attempt. May block.
     *
     * @param account which account, in one spelling; there may be no such user
     * @param ip where the attempt comes from, when that is known
     * @throws dev.atom.spi.AtomException RATE_LIMITED when there were too many attempts; UNAVAILABLE when they cannot be counted
     */
    Attempt admit(String account, Optional<String> ip);

    /**
     * Admits a refresh token, which counts when it was never given to anybody. Does not block. Admits all unless overridden.
     *
     * @param ip where it comes from, when that is known
     * @throws dev.atom.spi.AtomException RATE_LIMITED when there were too many that were not good
     */
    default Attempt admitRefresh(Optional<String> ip) {
        return Attempt.UNCOUNTED;
    }

    /** An attempt that was admitted. It counts when it is closed, if it was said to be wrong before. */
    interface Attempt extends AutoCloseable {
        /** Never counts. */
        Attempt UNCOUNTED = new Attempt() {
            @Override
            public void wrong() {}

            @Override
            public void close() {}
        };

        /** The password was wrong, or its owner may not log in; the token was made up. */
        void wrong();

        /** The attempt is over. One that came to nothing, because the server was too busy, was no guess. */
        @Override
        void close();
    }
}
