package dev.atom.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The percent-encoding of a query (RFC 3986 section 2.1): what it stands for must be UTF-8. */
final class QueryEscapes {
    private QueryEscapes() {}

    /** Whether every escape is whole, and all of them together are text. */
    static boolean areWellFormed(@Nullable String query) {
        if (query == null || query.indexOf('%') < 0) {
            return true;
        }
        ByteBuffer bytes = ByteBuffer.allocate(query.length());
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            if (c != '%') {
                bytes.put((byte) (c < 0x80 ? c : '?'));
                continue;
            }
            boolean whole = i + 2 < query.length()
                    && HexFormat.isHexDigit(query.charAt(i + 1))
                    && HexFormat.isHexDigit(query.charAt(i + 2));
            if (!whole) {
                return false;
            }
            bytes.put((byte) HexFormat.fromHexDigits(query, i + 1, i + 3));
            i += 2;
        }
        return isUtf8(bytes.flip());
    }

    private static boolean isUtf8(ByteBuffer bytes) {
        try {
            var unused = StandardCharsets.UTF_8.newDecoder().decode(bytes);
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
