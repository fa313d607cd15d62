package dev.atom.server.cli;

import dev.atom.core.identity.IssuedKey;
import java.nio.charset.StandardCharsets;

/** Shows a new key: the key alone on standard output, what to know about it on standard error. */
final class KeyPrint {
    private KeyPrint() {}

    static void show(IssuedKey issued, Console console) {
        console.err()
                .println("This key is shown once; it expires "
                        + issued.info().times().expiresAt() + ". Keep it safe:");
        console.out().println(issued.key().<String>use(bytes -> new String(bytes, StandardCharsets.US_ASCII)));
    }
}
