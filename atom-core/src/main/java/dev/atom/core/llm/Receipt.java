package dev.atom.core.llm;

import dev.atom.core.vault.KeyInfo;

/**
 * What a call was made with: for response headers and usage rows. Holds no key material.
 *
 * @param provider the provider's id
 * @param model the model's name at the provider
 * @param source whose key
 * @param fingerprint the key's fingerprint
 * @param version the key's version
 */
public record Receipt(String provider, String model, KeySource source, String fingerprint, int version) {
    static Receipt of(Route route, KeySource source, KeyInfo key) {
        return new Receipt(route.provider().id(), route.model(), source, key.fingerprint(), key.version());
    }

    /** The value of the {@code x-atom-credential} header, such as {@code tenant; fp=1f0a9c…; v=3}. */
    public String credential() {
        return source.origin() + "; fp=" + fingerprint + "; v=" + version;
    }
}
