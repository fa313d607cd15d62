package dev.atom.core.vault;

/**
 * The five columns of a sealed value. Not secret, and worthless without the tenant's data key. The arrays are not copied: it
 * lives between the cipher and the store.
 *
 * @param algorithm {@link RecordCipher#ALGORITHM}
 * @param salt 32 bytes
 * @param commitment 32 bytes
 * @param nonce 12 bytes
 * @param ciphertext the value's length and 16 more
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
record SealedValue(int algorithm, byte[] salt, byte[] commitment, byte[] nonce, byte[] ciphertext) {}
