package dev.atom.core.identity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** The passwords everybody tries first: {@code common-passwords.txt}, one to a line, lower-case. Read once, on first use. */
final class CommonPasswords {
    private static final Set<String> ALL = read();

    private CommonPasswords() {}

    /** Whether a password, in lower case, is one of them. */
    static boolean contains(String folded) {
        return ALL.contains(folded);
    }

    static int size() {
        return ALL.size();
    }

    private static Set<String> read() {
        try (InputStream file = CommonPasswords.class.getResourceAsStream("common-passwords.txt")) {
            if (file == null) {
                throw new IllegalStateException("common-passwords.txt is not in the jar: build it again");
            }
            return new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))
                    .lines()
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("common-passwords.txt cannot be read", unreadable);
        }
    }
}
