package dev.atom.core.vault;

import java.time.Instant;
import java.util.Optional;

/**
 * What may be shown of a stored key. Made at write time: listing decrypts nothing.
 *
 * @param name its name within the tenant
 * @param provider the provider it is for, when it is for one
 * @param version counts from 1 for each name; never reused, not even after a delete
 * @param mask a few characters for recognition, such as {@code sk-…abcd}
 * @param fingerprint 16 hexadecimal digits; equal for equal values within a tenant, meaningless across tenants
 * @param state whether this version is in use
 * @param check what the provider last said of it
 * @param checkedAt when it said so
 * @param createdAt when this version was stored
 */
public record KeyInfo(
        KeyName name,
        Optional<String> provider,
        int version,
        String mask,
        String fingerprint,
        State state,
        Check check,
        Optional<Instant> checkedAt,
        Instant createdAt) {
    /** The life of a version. */
    public enum State {
        /** The version {@link KeyVault#open} gives. */
        ACTIVE,
        /** Replaced by a later version; its value is gone. */
        SUPERSEDED,
        /** Deleted; its value is gone. */
        DELETED
    }

    /** What the provider said of the value. */
    public enum Check {
        /** Nobody asked. */
        UNCHECKED,
        /** Accepted. */
        VALID,
        /** Refused: calls fail at once until the key changes or a new check succeeds. */
        INVALID,
        /** Asked without a certain answer. */
        UNKNOWN
    }
}
