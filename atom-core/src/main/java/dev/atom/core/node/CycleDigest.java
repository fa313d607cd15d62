package dev.atom.core.node;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** SHA-256 over fields that each come with their length, so that no two lists of fields have one digest. Not thread-safe. */
final class CycleDigest {
    private final MessageDigest digest = sha256();

    CycleDigest add(byte[] field) {
        number(field.length);
        digest.update(field);
        return this;
    }

    CycleDigest add(String field) {
        return add(field.getBytes(StandardCharsets.UTF_8));
    }

    CycleDigest add(long field) {
        return add(Long.toString(field));
    }

    /** Of all that was added. */
    byte[] finish() {
        return digest.digest();
    }

    static byte[] of(List<String> fields) {
        CycleDigest digest = new CycleDigest();
        fields.forEach(digest::add);
        return digest.finish();
    }

    private void number(int value) {
        digest.update((byte) (value >>> 24));
        digest.update((byte) (value >>> 16));
        digest.update((byte) (value >>> 8));
        digest.update((byte) value);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
