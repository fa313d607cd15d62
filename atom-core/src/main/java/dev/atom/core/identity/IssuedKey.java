package dev.atom.core.identity;

import dev.atom.spi.Secret;

/**
 * A key at the only moment its text is known. The holder shows it once and closes it.
 *
 * @param info what stays known
 * @param key the key's 44 characters
 */
public record IssuedKey(ApiKeyInfo info, Secret key) implements AutoCloseable {
    /** Wipes the key's text. */
    @Override
    public void close() {
        key.close();
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "IssuedKey[" + info.id() + ", " + key + "]";
    }
}
