package dev.atom.core.identity;

import java.util.UUID;

/**
 * {@code atom_dk_} and a lower-case version 4 UUID (RFC 9562 section 5.4): 44 ASCII characters, 122 random bits. OWASP ASVS 5
 * asks for 128 (11.5.1, level 2); a format of 256 bits with a checksum can take its place without a change to stored keys.
 */
final class UuidKeyFormat implements KeyFormat {
    private static final int ID = ApiKeyDigest.PREFIX.length();
    private static final int LENGTH = ID + 36;

    /** randomUUID draws its 122 bits from SecureRandom. */
    @Override
    public String draw() {
        return ApiKeyDigest.PREFIX + UUID.randomUUID();
    }

    /**
     * {@code [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}} after the prefix. Looked at character by
     * character, because this stands before every request with a key and a regular expression takes longer than the digest.
     */
    @Override
    public boolean accepts(String presented) {
        return presented.length() == LENGTH
                && presented.startsWith(ApiKeyDigest.PREFIX)
                && isHex(presented, 0, 8)
                && presented.charAt(ID + 8) == '-'
                && isHex(presented, 9, 13)
                && presented.charAt(ID + 13) == '-'
                && presented.charAt(ID + 14) == '4'
                && isHex(presented, 15, 18)
                && presented.charAt(ID + 18) == '-'
                && "89ab".indexOf(presented.charAt(ID + 19)) >= 0
                && isHex(presented, 20, 23)
                && presented.charAt(ID + 23) == '-'
                && isHex(presented, 24, 36);
    }

    private static boolean isHex(String presented, int from, int to) {
        for (int at = ID + from; at < ID + to; at++) {
            char each = presented.charAt(at);
            if (!(each >= '0' && each <= '9') && !(each >= 'a' && each <= 'f')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int shown() {
        return ApiKeyDigest.PREFIX.length() + 4;
    }
}
