package dev.atom.core.identity;

import com.auth0.jwt.algorithms.Algorithm;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys access tokens are signed with: one that signs, and one more that is still accepted, so that a key can be changed
 * without anybody logging in again. Each is at least 32 bytes (RFC 7518 section 3.2). Immutable.
 */
public final class TokenKeys {
    /** The fewest bytes of a key. */
    public static final int LEAST_BYTES = 32;

    private final String signing;
    private final Map<String, Algorithm> byId;

    private TokenKeys(String signing, Map<String, Algorithm> byId) {
        this.signing = signing;
        this.byId = byId;
    }

    /**
     * Keys as given.
     *
     * @param current signs; the caller may close it afterwards
     * @param previous is accepted too
     * @throws AtomException VALIDATION_ERROR when one is shorter than {@value #LEAST_BYTES} bytes
     */
    public static TokenKeys of(Secret current, Optional<Secret> previous) {
        Map<String, Algorithm> keys = new LinkedHashMap<>();
        String signing = add(keys, current);
        previous.ifPresent(key -> add(keys, key));
        return new TokenKeys(signing, keys);
    }

    /** A fresh key, known to this process alone: its access tokens end with it, and no other instance accepts them. */
    public static TokenKeys ofThisProcess() {
        byte[] key = new byte[LEAST_BYTES];
        new SecureRandom().nextBytes(key);
        try (Secret secret = Secret.copyOf(key)) {
            return of(secret, Optional.empty());
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static String add(Map<String, Algorithm> keys, Secret key) {
        if (key.length() < LEAST_BYTES) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "the key for access tokens has " + key.length() + " bytes where at least " + LEAST_BYTES
                            + " are needed: make one with `openssl rand -base64 48`");
        }
        String id = key.use(TokenKeys::id);
        keys.put(id, key.use(Algorithm::HMAC256));
        return id;
    }

    String signingId() {
        return signing;
    }

    Algorithm signing() {
        return byId.values().iterator().next();
    }

    Map<String, Algorithm> byId() {
        return byId;
    }

    /** A name that gives nothing away: the start of a digest of the key, in a domain of its own. */
    private static String id(byte[] key) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update("atom-jwt".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha256.digest(key), 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Never a key. */
    @Override
    public String toString() {
        return "TokenKeys" + byId.keySet();
    }
}
