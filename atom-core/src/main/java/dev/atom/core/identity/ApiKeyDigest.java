package dev.atom.core.identity;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/**
 * The SHA-256 of an API key: what the database stores and what a presented key is looked up by. A plain digest is enough
 * because the key is 122 random bits or more, not a password. The four words are the digest, most significant first.
 */
public record ApiKeyDigest(long a, long b, long c, long d) implements PresentedCredential {
    /** What every key begins with. */
    public static final String PREFIX = "atom_dk_";

    private static final List<KeyFormat> FORMATS = List.of(KeyFormat.UUID4);
    private static final MessageDigest SHA_256 = sha256();
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** The digest of a key as presented; empty when the text has the form of no key. */
    static Optional<ApiKeyDigest> of(String presented) {
        for (KeyFormat format : FORMATS) {
            if (format.accepts(presented)) {
                return Optional.of(ofText(presented));
            }
        }
        return Optional.empty();
    }

    /**
     * The digest of a key as presented, or of a text that has the form of none one that no key has: it is looked up all the same,
     * so that a refusal does not tell by what it takes whether there was a key at all.
     */
    public static ApiKeyDigest orNone(String presented) {
        return of(presented).orElseGet(() -> ofNone(presented));
    }

    /** A digest that no key has: keys begin with something else. */
    static ApiKeyDigest ofNone(String presented) {
        return ofText('\0' + presented);
    }

    /** The digest of a text, whatever it is. */
    static ApiKeyDigest ofText(String text) {
        // Keys are ASCII, which Latin-1 says in the same bytes and without looking at each of them.
        byte[] digest = copyOfSha256().digest(text.getBytes(StandardCharsets.ISO_8859_1));
        return new ApiKeyDigest(word(digest, 0), word(digest, 1), word(digest, 2), word(digest, 3));
    }

    private static long word(byte[] digest, int number) {
        return (long) WORDS.get(digest, number * Long.BYTES);
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

    /** Whether it is the same digest, in the same time whether or not it is. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ApiKeyDigest that && ((a ^ that.a) | (b ^ that.b) | (c ^ that.c) | (d ^ that.d)) == 0;
    }

    /** Some of its bits: a digest needs no further mixing. */
    @Override
    public int hashCode() {
        return (int) a;
    }

    /** Not the digest: it is not secret, and no log needs it. */
    @Override
    public String toString() {
        return "ApiKeyDigest";
    }

    /** A copy belongs to one call and so to one thread, and looks for no provider. */
    private static MessageDigest copyOfSha256() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException unlikePlatforms) {
            return sha256();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
