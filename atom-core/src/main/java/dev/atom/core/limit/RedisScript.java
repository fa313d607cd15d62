package dev.atom.core.limit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A Lua script and the name Redis knows it by: the SHA-1 of its text, as the EVALSHA command defines it. */
record RedisScript(String text, String sha1) {
    /** The script beside this class. */
    static RedisScript named(String file) {
        try (InputStream found = RedisScript.class.getResourceAsStream(file)) {
            if (found == null) {
                throw new IllegalStateException(file + " is missing from the jar of atom-core");
            }
            return of(new String(found.readAllBytes(), UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static RedisScript of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8));
            return new RedisScript(text, HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-1", impossible);
        }
    }
}
