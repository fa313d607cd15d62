package dev.atom.core.identity;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * {@code atom_dk_} and a lower-case version 4 UUID (RFC 9562 section 5.4): 44 ASCII characters, 122 random bits. OWASP ASVS 5
 * asks for 128 (11.5.1, level 2); a format of 256 bits with a checksum can take its place without a change to stored keys.
 */
final class UuidKeyFormat implements KeyFormat {
    private static final int LENGTH = ApiKeyDigest.PREFIX.length() + 36;
    private static final Pattern RULE = Pattern.compile(
            ApiKeyDigest.PREFIX + "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    /** randomUUID draws its 122 bits from SecureRandom. */
    @Override
    public String draw() {
        return ApiKeyDigest.PREFIX + UUID.randomUUID();
    }

    @Override
    public boolean accepts(String presented) {
        return presented.length() == LENGTH && RULE.matcher(presented).matches();
    }

    @Override
    public int shown() {
        return ApiKeyDigest.PREFIX.length() + 4;
    }
}
