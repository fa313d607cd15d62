package dev.atom.core.vault;

import dev.atom.spi.TenantId;
import java.util.Optional;

/**
 * Where a sealed value belongs. Bound into its key and its tag, so a row that is moved does not open.
 *
 * @param tenant whose
 * @param name under which name
 * @param provider to whose hosts it may travel; whoever may write rows must not be able to send a key elsewhere
 * @param version which version of the name
 * @param dekVersion under which data key
 */
record RecordContext(TenantId tenant, KeyName name, Optional<String> provider, int version, int dekVersion) {
    /**
     * {@code "ATOMKV1" || u8 algorithm || tenant(16) || len || name || len || provider || u32 version || u32 dek_version}. A
     * provider is never the empty text, so length 0 means none.
     */
    byte[] toBytes(int algorithm) {
        return Frame.of("ATOMKV1")
                .u8(algorithm)
                .uuid(tenant.value())
                .sized(name.value())
                .sized(provider.orElse(""))
                .u32(version)
                .u32(dekVersion)
                .toBytes();
    }

    RecordContext under(int newDekVersion) {
        return new RecordContext(tenant, name, provider, version, newDekVersion);
    }
}
