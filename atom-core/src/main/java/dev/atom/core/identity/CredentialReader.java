package dev.atom.core.identity;

import java.time.Clock;

/**
 * Reads what a request presents as its credential: an API key or an access token. Thread-safe, never blocks; the cost of a
 * digest or of a signature.
 */
public final class CredentialReader {
    private final AccessTokens tokens;

    /** Accepts tokens signed with these keys that are valid by this clock. */
    public CredentialReader(TokenKeys keys, Clock clock) {
        this.tokens = new AccessTokens(keys, clock);
    }

    /** The credential. A text that is none, whatever the reason, reads as a key that nobody has. */
    public PresentedCredential read(String presented) {
        return presented.startsWith(ApiKeyDigest.PREFIX)
                ? ApiKeyDigest.orNone(presented)
                : tokens.read(presented)
                        .map(PresentedCredential.class::cast)
                        .orElseGet(() -> ApiKeyDigest.ofNone(presented));
    }
}
