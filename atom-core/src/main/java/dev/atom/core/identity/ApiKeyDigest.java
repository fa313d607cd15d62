package dev.atom.core.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/**
 * The SHA-256 of an API key: what the database stores and what a presented key is looked up by. A plain digest is enough
 * because the key is 122 random bits or more, not a password. The four words are the digest, most significant first. What has
 * the form of no {@link KeyFormat} is neither hashed nor looked up.
 */
public record ApiKeyDigest(long a, long b, long c, long d) implements PresentedCredential {
    /** What every key begins with. */
    public static final String PREFIX = "atom_dk_";

    private static final List<KeyFormat> FORMATS = List.of(KeyFormat.UUID4);

    /** The digest of a key as presented; empty when the text has the form of no key. */
    public static Optional<ApiKeyDigest> of(String presented) {
        for (KeyFormat format : FORMATS) {
            if (format.accepts(presented)) {
                return Optional.of(ofDrawn(presented));
            }
        }
        return Optional.empty();
    }

    /** The digest of a key that has just been drawn. */
    static ApiKeyDigest ofDrawn(String text) {
        ByteBuffer digest = ByteBuffer.wrap(sha256().digest(text.getBytes(StandardCharsets.US_ASCII)));
        return new ApiKeyDigest(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
    }

    /** The digest's 32 bytes. */
    public byte[] bytes() {
        return ByteBuffer.allocate(4 * Long.BYTES)
                .putLong(a)
                .putLong(b)
                .putLong(c)
                .putLong(d)
                .array();
    }

    /** Not the digest: it is not secret, and no log needs it. */
    @Override
    public String toString() {
        return "ApiKeyDigest";
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
