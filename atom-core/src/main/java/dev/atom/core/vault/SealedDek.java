package dev.atom.core.vault;

import dev.atom.spi.TenantId;

/**
 * A wrapped data key as it is stored. Not secret without the master key. The array is not copied: it lives between the
 * wrapper and the store.
 *
 * @param tenant whose
 * @param version counts from 1
 * @param kekId the master key it is wrapped under
 * @param wrapped what {@link dev.atom.spi.KeyWrapper#wrap} gave; empty once it was destroyed
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
record SealedDek(TenantId tenant, int version, String kekId, byte[] wrapped) {
    /**
     * What the wrapping binds, so that a wrapped key moved to another tenant or version does not unwrap:
     * {@code "ATOMDEK1" || len || tenant(16) || u32 version || len || kek_id}.
     */
    static byte[] associatedData(TenantId tenant, int version, String kekId) {
        return Frame.of("ATOMDEK1")
                .sized(Frame.uuidBytes(tenant.value()))
                .u32(version)
                .sized(kekId)
                .toBytes();
    }

    boolean destroyed() {
        return wrapped.length == 0;
    }

    byte[] associatedData() {
        return associatedData(tenant, version, kekId);
    }
}
