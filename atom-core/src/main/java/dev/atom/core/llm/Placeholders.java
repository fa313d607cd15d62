package dev.atom.core.llm;

import dev.atom.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Recognises values that people leave in place of a key. Such a value is treated as no key at all, so that it is never sent
 * to a provider and never mistaken for a refused key.
 */
final class Placeholders {
    private static final Pattern PLACEHOLDER =
            Pattern.compile("|mock.*|fake[-_ ].*|dummy.*|placeholder.*|change[-_ ]?me.*"
                    + "|todo.*|none|null|undefined|test[-_ ]?key|example.*"
                    + "|(sk-)?your[-_ ].*|<.*>|\\$\\{.*}|\\{\\{.*}}|(sk-)?[x*.…]+|.*[-_ ]key[-_ ]here");

    private Placeholders() {}

    static boolean isPlaceholder(Secret value) {
        return value.use(bytes -> PLACEHOLDER
                .matcher(new String(bytes, StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT))
                .matches());
    }
}
