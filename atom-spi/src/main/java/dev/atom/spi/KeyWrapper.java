package dev.atom.spi;

import java.util.Set;

/**
 * Holds the key-encryption keys (KEK) that wrap each tenant's data key. Guarantee: what {@link #wrap} returned under a key id
 * can be unwrapped only with the same key and the same associated data; anything else fails.
 *
 * <p>The vault calls it once per tenant and data-key version, then caches for minutes; a remote key-management service is
 * fast enough. Implementations are thread-safe, may block, and throw {@link AtomException} with
 * {@link ErrorCode#UNAVAILABLE} when the service is away, {@link ErrorCode#INTERNAL_ERROR} when the wrapped bytes do not
 * authenticate.
 */
public interface KeyWrapper {
    /** The id of the key that {@link #wrap} uses: stable, not secret, at most 64 characters of {@code [0-9A-Za-z._:/-]}. */
    String currentKeyId();

    /** The ids {@link #unwrap} accepts, the current one included. More than one while a key rotation is under way. */
    Set<String> keyIds();

    /**
     * Encrypts a data key under the current key.
     *
     * @param plaintext 1–256 bytes
     * @param associatedData authenticated, not stored
     */
    byte[] wrap(Secret plaintext, byte[] associatedData);

    /**
     * Decrypts what {@link #wrap} returned.
     *
     * @param keyId the id that was current then
     * @return the data key; the caller closes it
     */
    Secret unwrap(String keyId, byte[] wrapped, byte[] associatedData);
}
