package dev.atom.core.identity;

/**
 * What logging in needs besides a database.
 *
 * @param keys sign access tokens
 * @param guard slows down whoever guesses passwords
 */
public record LogInSettings(TokenKeys keys, LogInGuard guard) {
    /** A key of this process's own and no guard: for one instance behind something that limits log-ins. */
    public static LogInSettings ofThisProcess() {
        return new LogInSettings(TokenKeys.ofThisProcess(), LogInGuard.NONE);
    }
}
