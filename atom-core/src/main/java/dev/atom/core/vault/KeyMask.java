package dev.atom.core.vault;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Makes the few characters by which a person recognises a key. Never shows more than a quarter of the value, and nothing of a
 * value below 16 bytes.
 */
final class KeyMask {
    private static final int TAIL = 4;
    private static final int SHARE = 4;

    /** What vendors put before their keys: it says whose the key is and is the same in all of them. */
    private static final List<String> KNOWN_PREFIXES =
            List.of("AIza", "FlyV1", "gsk_", "hf_", "key-", "nvapi-", "pplx-", "sk-", "tgp_", "xai-");

    private KeyMask() {}

    static String of(byte[] value) {
        if (value.length < SHARE * TAIL) {
            return "…";
        }
        String tail = printable(value, value.length - TAIL, TAIL);
        for (String prefix : KNOWN_PREFIXES) {
            if (value.length >= SHARE * (prefix.length() + TAIL)
                    && prefix.equals(printable(value, 0, prefix.length()))) {
                return prefix + "…" + tail;
            }
        }
        return "…" + tail;
    }

    private static String printable(byte[] value, int from, int length) {
        return new String(value, from, length, StandardCharsets.US_ASCII).replace('\uFFFD', '?');
    }
}
