package dev.atom.core.identity;

import dev.atom.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/**
 * A password as it is compared and measured: in Unicode's form NFKC, so that it does not depend on the keyboard it was typed on.
 * Normalised once, here.
 */
final class PasswordText {
    static final int LEAST = 8;
    static final int MOST = 128;

    /** More bytes than any {@value #MOST} characters have before they are composed. */
    private static final int MOST_BYTES = 4096;

    private final String text;

    private PasswordText(String text) {
        this.text = text;
    }

    static PasswordText of(Secret password) {
        if (password.length() > MOST_BYTES) {
            // Too long in any form: kept too long without being decoded.
            return new PasswordText("x".repeat(MOST + 1));
        }
        return new PasswordText(password.use(
                bytes -> Normalizer.normalize(new String(bytes, StandardCharsets.UTF_8), Normalizer.Form.NFKC)));
    }

    /** In characters (code points). */
    int length() {
        return text.codePointCount(0, text.length());
    }

    boolean canBeOne() {
        int length = length();
        return length >= 1 && length <= MOST;
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    boolean isSameAs(PasswordText other) {
        return text.equals(other.text);
    }

    /** For comparing with lists of words. */
    String folded() {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "PasswordText[redacted]";
    }
}
