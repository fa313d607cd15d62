package dev.atom.core.vault;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HKDF with SHA-512 (RFC 5869), which Java 17 does not have. Thread-safe: each thread reuses a {@link Mac} of its own.
 */
final class Hkdf {
    private static final String ALGORITHM = "HmacSHA512";
    private static final int HASH_LENGTH = 64;
    private static final int MOST = 255 * HASH_LENGTH;

    private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(Hkdf::newMac);

    /**
     * Derives {@code length} bytes from the input key material.
     *
     * @param salt empty means 64 zero bytes (section 2.2)
     * @param length 0–16320 (section 2.3)
     */
    byte[] derive(byte[] inputKey, byte[] salt, byte[] info, int length) {
        if (length < 0 || length > MOST) {
            throw new IllegalArgumentException("HKDF-SHA-512 gives 0-" + MOST + " bytes, not " + length);
        }
        Mac mac = macs.get();
        byte[] pseudoRandomKey = mac(mac, salt.length == 0 ? new byte[HASH_LENGTH] : salt, inputKey);
        byte[] output = new byte[length];
        byte[] block = new byte[0];
        try {
            mac.init(new SecretKeySpec(pseudoRandomKey, ALGORITHM));
            int done = 0;
            for (int counter = 1; done < length; counter++) {
                mac.update(block);
                mac.update(info);
                mac.update((byte) counter);
                Arrays.fill(block, (byte) 0);
                block = mac.doFinal();
                int part = Math.min(block.length, length - done);
                System.arraycopy(block, 0, output, done, part);
                done += part;
            }
            return output;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HMAC-SHA-512 refused a key", impossible);
        } finally {
            Arrays.fill(pseudoRandomKey, (byte) 0);
            Arrays.fill(block, (byte) 0);
        }
    }

    private static byte[] mac(Mac mac, byte[] key, byte[] message) {
        try {
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HMAC-SHA-512 refused a key", impossible);
        }
    }

    private static Mac newMac() {
        try {
            return Mac.getInstance(ALGORITHM);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no HMAC-SHA-512, which every Java must have", missing);
        }
    }
}
