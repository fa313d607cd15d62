package dev.atom.core.identity;

import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A refresh token: {@code atom_rt_} and, in base64, the tenant's id and 256 random bits. It says nothing else and is stored as its
 * SHA-256. The tenant is in it so that it is looked up as that tenant and as nobody else.
 *
 * @param tenant where to look
 * @param hash what to look for, 32 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // bound to a statement and dropped; never compared as a record
record RefreshToken(TenantId tenant, byte[] hash) {
    private static final String PREFIX = "atom_rt_";
    private static final int RANDOM_BYTES = 32;
    private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{64}");

    static Secret draw(TenantId tenant, SecureRandom random) {
        byte[] secret = new byte[RANDOM_BYTES];
        random.nextBytes(secret);
        byte[] all = ByteBuffer.allocate(2 * Long.BYTES + RANDOM_BYTES)
                .putLong(tenant.value().getMostSignificantBits())
                .putLong(tenant.value().getLeastSignificantBits())
                .put(secret)
                .array();
        return Secret.of(PREFIX + Base64.getUrlEncoder().encodeToString(all));
    }

    /** Empty for anything {@link #draw} does not give. */
    static Optional<RefreshToken> read(Secret presented) {
        return presented.use(bytes -> {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            if (!FORM.matcher(text).matches()) {
                return Optional.empty();
            }
            ByteBuffer all = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(PREFIX.length())));
            return Optional.of(new RefreshToken(new TenantId(new UUID(all.getLong(), all.getLong())), sha256(bytes)));
        });
    }

    /** Neither token nor digest. */
    @Override
    public String toString() {
        return "RefreshToken[" + tenant + "]";
    }

    private static byte[] sha256(byte[] text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
