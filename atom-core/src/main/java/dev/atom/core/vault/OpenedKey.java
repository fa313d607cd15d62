package dev.atom.core.vault;

import dev.atom.spi.Secret;

/**
 * A key's plaintext with what is known of it. The holder closes it as soon as the call that needs it has been sent.
 *
 * @param info which version this is
 * @param secret the value
 */
public record OpenedKey(KeyInfo info, Secret secret) implements AutoCloseable {
    /** Wipes the value. */
    @Override
    public void close() {
        secret.close();
    }
}
