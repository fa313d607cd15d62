package dev.atom.core.vault;

import dev.atom.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * Seals one value under a tenant's data key. Guarantee: what was sealed opens only under the same data key and the same
 * {@link RecordContext}; every other input gives nothing at all.
 *
 * <p>For each value a random 32-byte salt and HKDF-SHA-512 with {@code info = "ATOMKV1" || context} give 64 bytes: the first 32
 * are an AES-256-GCM key used this once, the last 32 are stored beside the ciphertext and compared first. That commitment
 * makes it infeasible to craft a ciphertext that opens under two data keys, which GCM alone allows (Dodis, Grubbs,
 * Ristenpart, Woodage: "Fast Message Franking", 2018). Thread-safe.
 */
final class RecordCipher {
    static final int ALGORITHM = 1;
    private static final int SALT_BYTES = 32;
    private static final int HALF = 32;
    private static final byte[] INFO = "ATOMKV1".getBytes(StandardCharsets.US_ASCII);

    private final SecureRandom random;
    private final Hkdf hkdf = new Hkdf();
    private final AesGcm aes;

    RecordCipher(SecureRandom random) {
        this.random = random;
        this.aes = new AesGcm(random);
    }

    /** Seals a value. */
    SealedValue seal(byte[] dataKey, RecordContext context, byte[] value) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] bound = context.toBytes(ALGORITHM);
        byte[] derived = derive(dataKey, salt, bound);
        byte[] key = Arrays.copyOf(derived, HALF);
        try {
            byte[] sealed = aes.seal(key, bound, value);
            return new SealedValue(
                    ALGORITHM,
                    salt,
                    Arrays.copyOfRange(derived, HALF, 2 * HALF),
                    Arrays.copyOf(sealed, AesGcm.NONCE_BYTES),
                    Arrays.copyOfRange(sealed, AesGcm.NONCE_BYTES, sealed.length));
        } finally {
            Arrays.fill(derived, (byte) 0);
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Opens a value, or gives nothing when any part of it is not what was sealed in this context. The caller closes it. */
    Optional<Secret> open(byte[] dataKey, RecordContext context, SealedValue value) {
        if (value.algorithm() != ALGORITHM
                || value.salt().length != SALT_BYTES
                || value.nonce().length != AesGcm.NONCE_BYTES) {
            return Optional.empty();
        }
        byte[] bound = context.toBytes(value.algorithm());
        byte[] derived = derive(dataKey, value.salt(), bound);
        byte[] key = Arrays.copyOf(derived, HALF);
        byte[] plaintext = new byte[0];
        try {
            if (!MessageDigest.isEqual(Arrays.copyOfRange(derived, HALF, 2 * HALF), value.commitment())) {
                return Optional.empty();
            }
            plaintext = aes.open(key, bound, joined(value.nonce(), value.ciphertext()));
            return Optional.of(Secret.copyOf(plaintext));
        } catch (GeneralSecurityException altered) {
            return Optional.empty();
        } finally {
            Arrays.fill(derived, (byte) 0);
            Arrays.fill(key, (byte) 0);
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    private byte[] derive(byte[] dataKey, byte[] salt, byte[] bound) {
        byte[] info = joined(INFO, bound);
        return hkdf.derive(dataKey, salt, info, 2 * HALF);
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        byte[] out = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, out, head.length, tail.length);
        return out;
    }
}
