package dev.atom.core.vault;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.util.Optional;

/** Seals and opens values under tenants' data keys. Thread-safe. */
final class Sealer {
    private final RecordCipher cipher;
    private final DataKeyCache dataKeys;

    Sealer(RecordCipher cipher, DataKeyCache dataKeys) {
        this.cipher = cipher;
        this.dataKeys = dataKeys;
    }

    SealedValue seal(SealedDek dek, RecordContext context, Secret value) {
        return dataKeys.with(
                dek, dataKey -> dataKey.lendKey(key -> value.use(bytes -> cipher.seal(key, context, bytes))));
    }

    String fingerprint(SealedDek dek, Secret value) {
        return dataKeys.with(dek, dataKey -> value.use(dataKey::fingerprint));
    }

    /**
     * Opens a stored key; the caller closes it.
     *
     * @throws AtomException INTERNAL_ERROR, always with the same words for the same key, when any part of its row is not what
     *     was stored, or its data key does not unwrap
     */
    Secret open(SealedKey key) {
        return opened(key).orElseThrow(() -> altered(key.info()));
    }

    /** Forgets a tenant's data keys up to a version: another instance was seen to have destroyed them. */
    void forget(TenantId tenant, int upToVersion) {
        for (int version = 1; version <= upToVersion; version++) {
            dataKeys.evict(tenant, version);
        }
    }

    private Optional<Secret> opened(SealedKey key) {
        if (key.dek().destroyed()) {
            dataKeys.evict(key.dek().tenant(), key.dek().version());
            return Optional.empty();
        }
        try {
            return dataKeys.<Optional<Secret>>with(
                    key.dek(), dataKey -> dataKey.lendKey(bytes -> cipher.open(bytes, key.context(), key.value())));
        } catch (AtomException failed) {
            if (failed.code() == ErrorCode.INTERNAL_ERROR) {
                throw new AtomException(
                        ErrorCode.INTERNAL_ERROR, altered(key.info()).getMessage(), failed);
            }
            throw failed;
        }
    }

    private static AtomException altered(KeyInfo info) {
        return new AtomException(
                ErrorCode.INTERNAL_ERROR,
                "key " + info.name() + " version " + info.version()
                        + " does not authenticate: its row was altered or moved; store the key again");
    }
}
