package dev.atom.core.vault;

import dev.atom.spi.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Proof that a tenant's vault was destroyed; the same facts stand in the audit log under {@code id}.
 *
 * @param id of the audit row
 * @param tenant whose vault
 * @param at when the destroying transaction ran
 * @param dataKeyVersions the data-key versions destroyed
 * @param keys how many stored values became unreadable
 * @param digest SHA-256, hexadecimal, over the wrapped data keys that were destroyed, oldest first
 */
public record ShredReceipt(
        UUID id, TenantId tenant, Instant at, List<Integer> dataKeyVersions, int keys, String digest) {
    /** Copies the list. */
    public ShredReceipt {
        dataKeyVersions = List.copyOf(dataKeyVersions);
    }
}
