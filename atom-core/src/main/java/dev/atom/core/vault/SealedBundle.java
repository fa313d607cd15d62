package dev.atom.core.vault;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Seals bytes under a passphrase: {@code "ATOMKB1\n" || salt(16) || nonce(12) || AES-256-GCM}, the key being Argon2id
 * (RFC 9106) of the passphrase with 64 MiB, 3 passes and 1 lane, the associated data the magic and the salt. The costs belong to the magic
 * and are not read from the bundle, so a crafted one cannot ask for a gigabyte. Thread-safe; one derivation runs at a time, because
 * each holds its 64 MiB.
 */
final class SealedBundle {
    /** Room for a thousand values of the greatest length. */
    static final int MOST_BYTES = 16 * 1024 * 1024;

    static final int LEAST_PASSPHRASE = 12;
    private static final int MOST_PASSPHRASE = 1024;
    private static final byte[] MAGIC = "ATOMKB1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int SALT_BYTES = 16;
    private static final int HEAD = MAGIC.length + SALT_BYTES;
    private static final int MEMORY_KIB = 64 * 1024;
    private static final int PASSES = 3;
    private static final int LANES = 1;

    private final SecureRandom random;
    private final AesGcm aes;

    SealedBundle(SecureRandom random) {
        this.random = random;
        this.aes = new AesGcm(random);
    }

    byte[] seal(byte[] content, Secret passphrase) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] head = Arrays.copyOf(MAGIC, HEAD);
        System.arraycopy(salt, 0, head, MAGIC.length, SALT_BYTES);
        byte[] key = derive(passphrase, salt);
        try {
            byte[] sealed = aes.seal(key, head, content);
            byte[] bundle = Arrays.copyOf(head, HEAD + sealed.length);
            System.arraycopy(sealed, 0, bundle, HEAD, sealed.length);
            return bundle;
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** The content; the caller wipes it. */
    byte[] open(byte[] bundle, Secret passphrase) {
        if (bundle.length > MOST_BYTES) {
            throw invalid("the bundle is larger than " + MOST_BYTES + " bytes");
        }
        if (bundle.length < HEAD + AesGcm.NONCE_BYTES + AesGcm.TAG_BYTES
                || !Arrays.equals(MAGIC, 0, MAGIC.length, bundle, 0, MAGIC.length)) {
            throw invalid("this is not a key bundle: import what an export gave");
        }
        byte[] key = derive(passphrase, Arrays.copyOfRange(bundle, MAGIC.length, HEAD));
        try {
            return aes.open(key, Arrays.copyOf(bundle, HEAD), Arrays.copyOfRange(bundle, HEAD, bundle.length));
        } catch (GeneralSecurityException altered) {
            throw invalid("the passphrase is wrong or the bundle was altered");
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private synchronized byte[] derive(Secret passphrase, byte[] salt) {
        if (passphrase.length() < LEAST_PASSPHRASE || passphrase.length() > MOST_PASSPHRASE) {
            throw invalid("the passphrase must have " + LEAST_PASSPHRASE + "-" + MOST_PASSPHRASE + " bytes");
        }
        Argon2Function argon2 = Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, AesGcm.KEY_BYTES, Argon2.ID);
        return passphrase.use(bytes -> argon2.hash(bytes, salt).getBytes());
    }

    static AtomException invalid(String message) {
        return new AtomException(ErrorCode.VALIDATION_ERROR, message);
    }
}
