package dev.atom.server.run;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** A planted secret and the shapes in which it could come to light. */
record Canary(String name, String secret) {
    private List<String> shapes() {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        // Without padding and the last group, so that base64 of a longer text that begins with the secret is found too.
        String base64 = Base64.getEncoder().withoutPadding().encodeToString(bytes);
        return List.of(secret, HexFormat.of().formatHex(bytes), base64.substring(0, base64.length() - 4));
    }

    boolean isIn(String text) {
        return shapes().stream().anyMatch(text::contains);
    }

    /** Never the secret: a failing test must not print it either. */
    @Override
    public String toString() {
        return name;
    }
}
