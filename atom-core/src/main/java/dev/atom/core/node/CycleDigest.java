package dev.atom.core.node;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * SHA-256 over fields that each come with their length, so that no two lists of fields have one digest. Fields are gathered and
 * digested together: there are three for each of a hundred thousand nodes. Not thread-safe.
 */
final class CycleDigest {
    private final MessageDigest digest = sha256();
    private final byte[] gathered = new byte[4096];
    private int end;

    CycleDigest add(byte[] field) {
        if (gathered.length - end < Integer.BYTES + field.length) {
            digestGathered();
        }
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            gathered[end++] = (byte) (field.length >>> shift);
        }
        if (gathered.length - end < field.length) {
            digestGathered();
            digest.update(field);
        } else {
            System.arraycopy(field, 0, gathered, end, field.length);
            end += field.length;
        }
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
        digestGathered();
        return digest.digest();
    }

    static byte[] of(List<String> fields) {
        CycleDigest digest = new CycleDigest();
        fields.forEach(digest::add);
        return digest.finish();
    }

    private void digestGathered() {
        digest.update(gathered, 0, end);
        end = 0;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
