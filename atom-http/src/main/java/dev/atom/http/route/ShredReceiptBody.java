package dev.atom.http.route;

import dev.atom.core.vault.ShredReceipt;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The proof that a tenant's vault was destroyed, on the wire. */
record ShredReceiptBody(UUID id, UUID tenantId, Instant at, List<Integer> dataKeyVersions, int keys, String digest) {
    static ShredReceiptBody of(ShredReceipt receipt) {
        return new ShredReceiptBody(
                receipt.id(),
                receipt.tenant().value(),
                receipt.at(),
                receipt.dataKeyVersions(),
                receipt.keys(),
                receipt.digest());
    }

    ShredReceiptBody {
        dataKeyVersions = List.copyOf(dataKeyVersions);
    }
}
