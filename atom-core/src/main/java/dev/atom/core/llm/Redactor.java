package dev.atom.core.llm;

import dev.atom.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Cleans a provider's words before anyone sees them. Providers echo keys whole, or a prefix and suffix around asterisks; so
 * every word that shares six characters with the key, holds two asterisks, or has the shape of a key is replaced.
 */
final class Redactor {
    private static final int SHARED = 6;
    private static final int MOST = 500;
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Pattern KEY_SHAPED =
            Pattern.compile(".*(\\*{2}|\\bsk-|\\bBearer\\b|AIza|eyJ[A-Za-z0-9_-]{10}|atom_dk_).*");

    private Redactor() {}

    static String redact(String text, Secret key) {
        String bounded = text.length() > MOST ? text.substring(0, MOST) + "…" : text;
        String printable = bounded.replaceAll("\\p{Cntrl}", " ");
        return key.use(bytes -> {
            String value = new String(bytes, StandardCharsets.UTF_8);
            return WORD.matcher(printable)
                    .replaceAll(word -> java.util.regex.Matcher.quoteReplacement(
                            isRevealing(word.group(), value) ? "[redacted]" : word.group()));
        });
    }

    private static boolean isRevealing(String word, String key) {
        if (KEY_SHAPED.matcher(word).matches()) {
            return true;
        }
        for (int from = 0; from + SHARED <= word.length(); from++) {
            if (key.contains(word.substring(from, from + SHARED))) {
                return true;
            }
        }
        return key.length() < SHARED && word.contains(key);
    }
}
