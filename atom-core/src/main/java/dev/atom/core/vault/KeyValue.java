package dev.atom.core.vault;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What may be stored. Values travel in HTTP headers, so they hold what a field value may hold (RFC 9110 section 5.5) and
 * nothing that could end one.
 */
final class KeyValue {
    static final int MOST_BYTES = 8192;
    private static final Pattern PROVIDER = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private KeyValue() {}

    /** Refuses with {@link ErrorCode#VALIDATION_ERROR} what is not 1–8192 bytes of printable Latin-1. */
    static void check(KeyName name, Secret value) {
        if (value.length() < 1 || value.length() > MOST_BYTES) {
            throw invalid(name, "must have 1-" + MOST_BYTES + " bytes, not " + value.length());
        }
        boolean printable = value.use(KeyValue::isPrintable);
        if (!printable) {
            throw invalid(
                    name,
                    "holds a control character, a line break or a character outside Latin-1: paste the key alone,"
                            + " without quotes or line ends");
        }
        boolean padded = value.use(bytes -> bytes[0] == ' ' || bytes[bytes.length - 1] == ' ');
        if (padded) {
            throw invalid(name, "begins or ends with a space: paste the key alone");
        }
    }

    /** Refuses a provider id that is not {@code [a-z0-9][a-z0-9._-]{0,63}}. */
    static void checkProvider(Optional<String> provider) {
        if (provider.isPresent() && !PROVIDER.matcher(provider.get()).matches()) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "provider must match [a-z0-9][a-z0-9._-]{0,63}: use the id the provider is configured under");
        }
    }

    /** Bytes below 0x20, 0x7F and 0x80–0x9F are control characters in Latin-1. */
    private static boolean isPrintable(byte[] bytes) {
        boolean good = true;
        for (byte each : bytes) {
            int unsigned = each & 0xFF;
            good &= (unsigned >= 0x20 && unsigned < 0x7F) || unsigned >= 0xA0;
        }
        return good;
    }

    private static AtomException invalid(KeyName name, String problem) {
        return new AtomException(ErrorCode.VALIDATION_ERROR, "the value of key " + name + " " + problem);
    }
}
