package dev.atom.core.vault;

/**
 * An active key as it is stored, with the data key it needs, read in one snapshot.
 *
 * @param info what may be shown
 * @param value the sealed value
 * @param dek the data key it lies under
 */
record SealedKey(KeyInfo info, SealedValue value, SealedDek dek) {
    RecordContext context() {
        return new RecordContext(dek.tenant(), info.name(), info.provider(), info.version(), dek.version());
    }
}
