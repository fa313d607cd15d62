package dev.atom.core.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The SHA-256 of an API key: what the database stores and what a presented key is looked up by. A plain digest is enough
 * because the key is 122 random bits, not a password. The four words are the digest, most significant first.
 *
 * <p>A key is {@code atom_dk_} and a lower-case version 4 UUID (RFC 9562 section 5.4), 44 ASCII characters. Nothing else is
 * hashed or looked up.
 */
public record ApiKeyDigest(long a, long b, long c, long d) implements PresentedCredential {
    /** What every key begins with. */
    public static final String PREFIX = "atom_dk_";

    private static final int LENGTH = PREFIX.length() + 36;
    private static final Pattern RULE =
            Pattern.compile(PREFIX + "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    /** The digest of a key as presented; empty when the text is not a key. */
    public static Optional<ApiKeyDigest> of(String presented) {
        if (presented.length() != LENGTH || !RULE.matcher(presented).matches()) {
            return Optional.empty();
        }
        ByteBuffer digest = ByteBuffer.wrap(sha256().digest(presented.getBytes(StandardCharsets.US_ASCII)));
        return Optional.of(new ApiKeyDigest(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong()));
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
