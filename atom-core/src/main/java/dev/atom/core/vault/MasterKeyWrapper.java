package dev.atom.core.vault;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.KeyWrapper;
import dev.atom.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Wraps data keys under 32-byte master keys held in memory: one in use, and any number of former ones that still unwrap until
 * {@link KeyVault#rewrap} has moved their data keys. AES-256-GCM with a random nonce; a wrapped key is nonce, ciphertext, tag.
 *
 * <p>A key's id is the first 8 bytes of SHA-256({@code "atom-kek"}, key), hexadecimal: it names the key and says nothing of it.
 * Thread-safe; never blocks on anything outside.
 */
public final class MasterKeyWrapper implements KeyWrapper, AutoCloseable {
    private final AesGcm aes;
    private final String currentId;
    private final Map<String, Secret> keys;

    private MasterKeyWrapper(AesGcm aes, String currentId, Map<String, Secret> keys) {
        this.aes = aes;
        this.currentId = currentId;
        this.keys = keys;
    }

    /**
     * A wrapper over keys that are at hand. Copies them; the caller closes its own.
     *
     * @param current 32 bytes, wraps and unwraps
     * @param previous 32 bytes each, unwrap only
     * @throws AtomException VALIDATION_ERROR when one has another length
     */
    public static MasterKeyWrapper of(Secret current, List<Secret> previous, SecureRandom random) {
        Map<String, Secret> keys = new LinkedHashMap<>();
        String currentId = add(keys, current);
        previous.forEach(key -> add(keys, key));
        return new MasterKeyWrapper(new AesGcm(random), currentId, Collections.unmodifiableMap(keys));
    }

    /**
     * Reads the keys a program was configured with: {@code ATOM_MASTER_KEY} (base64, 32 bytes) or {@code ATOM_MASTER_KEY_FILE}
     * (a file that holds the same and that only its owner may read), and the former ones from
     * {@code ATOM_MASTER_KEY_PREVIOUS} or {@code ATOM_MASTER_KEY_PREVIOUS_FILE}, separated by commas or line ends.
     *
     * @param environment where to look; the process environment is not consulted
     * @return nothing when neither {@code ATOM_MASTER_KEY} nor its {@code _FILE} is set
     * @throws AtomException VALIDATION_ERROR saying what is wrong and how to make a key
     */
    public static Optional<MasterKeyWrapper> fromEnvironment(Map<String, String> environment, SecureRandom random) {
        return MasterKeySource.read(environment).map(found -> {
            try {
                return of(found.get(0), found.subList(1, found.size()), random);
            } finally {
                found.forEach(Secret::close);
            }
        });
    }

    @Override
    public String currentKeyId() {
        return currentId;
    }

    @Override
    public Set<String> keyIds() {
        return keys.keySet();
    }

    @Override
    public byte[] wrap(Secret plaintext, byte[] associatedData) {
        byte[] key = keyBytes(currentId);
        try {
            return plaintext.use(bytes -> aes.seal(key, associatedData, bytes));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    @Override
    public Secret unwrap(String keyId, byte[] wrapped, byte[] associatedData) {
        byte[] key = keyBytes(keyId);
        byte[] plaintext = new byte[0];
        try {
            plaintext = aes.open(key, associatedData, wrapped);
            return Secret.copyOf(plaintext);
        } catch (GeneralSecurityException altered) {
            throw new AtomException(
                    ErrorCode.INTERNAL_ERROR,
                    "a data key wrapped under master key " + keyId + " does not authenticate");
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /** Wipes the keys; what was wrapped can no longer be unwrapped through this wrapper. */
    @Override
    public void close() {
        keys.values().forEach(Secret::close);
    }

    private byte[] keyBytes(String keyId) {
        @Nullable Secret key = keys.get(keyId);
        if (key == null) {
            throw new AtomException(
                    ErrorCode.INTERNAL_ERROR,
                    "master key " + keyId + " is needed and not configured; configured are " + keys.keySet());
        }
        return key.use(bytes -> bytes.clone());
    }

    private static String add(Map<String, Secret> keys, Secret key) {
        if (key.length() != AesGcm.KEY_BYTES) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "a master key must have 32 bytes, not " + key.length()
                            + ": make one with `openssl rand -base64 32`");
        }
        String id = key.use(MasterKeyWrapper::idOf);
        keys.computeIfAbsent(id, absent -> key.use(Secret::copyOf));
        return id;
    }

    private static String idOf(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("atom-kek".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(key), 0, 8);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", missing);
        }
    }
}
