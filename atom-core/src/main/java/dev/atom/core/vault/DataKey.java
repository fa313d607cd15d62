package dev.atom.core.vault;

import dev.atom.spi.Secret;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One version of a tenant's data key, in the clear: 32 bytes that seal values and 32 bytes that make fingerprints. The second
 * half is carried over from version to version, so a fingerprint stays the same for a tenant's life and dies with the
 * shredding.
 *
 * <p>Thread-safe. A reader gets a copy taken under the secret's lock, so closing while it reads can never give it a key of
 * zeros.
 */
final class DataKey implements AutoCloseable {
    private static final int HALF = 32;
    static final int BYTES = 2 * HALF;

    private final int version;
    private final Secret material;

    private DataKey(int version, Secret material) {
        this.version = version;
        this.material = material;
    }

    /** The first version, both halves drawn. */
    static DataKey first(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return wiping(1, bytes);
    }

    /** Takes over unwrapped material. */
    static DataKey unwrapped(int version, Secret material) {
        if (material.length() != BYTES) {
            material.close();
            throw new IllegalArgumentException("a data key has " + BYTES + " bytes");
        }
        return new DataKey(version, material);
    }

    /** A next version with a new sealing key and the same fingerprint key; nothing when this one was closed meanwhile. */
    Optional<DataKey> successor(SecureRandom random) {
        return copy(0, BYTES).map(bytes -> {
            byte[] fresh = new byte[HALF];
            random.nextBytes(fresh);
            System.arraycopy(fresh, 0, bytes, 0, HALF);
            Arrays.fill(fresh, (byte) 0);
            return wiping(version + 1, bytes);
        });
    }

    int version() {
        return version;
    }

    Secret material() {
        return material;
    }

    /** Lends a copy of the sealing key and wipes it after; nothing when this was closed. */
    <R> Optional<R> lendKey(Function<byte[], R> work) {
        return lend(0, work);
    }

    /** 16 hexadecimal digits of HMAC-SHA-256 over the value; nothing when this was closed. */
    Optional<String> fingerprint(byte[] value) {
        return lend(HALF, key -> {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                return HexFormat.of().formatHex(mac.doFinal(value), 0, 8);
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException("this Java has no HMAC-SHA-256, which every Java must have", missing);
            }
        });
    }

    @Override
    public void close() {
        material.close();
    }

    private <R> Optional<R> lend(int from, Function<byte[], R> work) {
        return copy(from, HALF).map(key -> {
            try {
                return work.apply(key);
            } finally {
                Arrays.fill(key, (byte) 0);
            }
        });
    }

    private Optional<byte[]> copy(int from, int length) {
        try {
            return Optional.of(material.use(bytes -> Arrays.copyOfRange(bytes, from, from + length)));
        } catch (IllegalStateException closed) {
            return Optional.empty();
        }
    }

    private static DataKey wiping(int version, byte[] bytes) {
        DataKey key = new DataKey(version, Secret.copyOf(bytes));
        Arrays.fill(bytes, (byte) 0);
        return key;
    }
}
