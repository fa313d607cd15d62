package dev.atom.core.llm;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Tells whether bytes are UTF-8 (RFC 3629). The JSON parser alone lets overlong forms and surrogates pass, which another reader
 * would refuse or read as something else.
 */
final class Utf8 {
    private static final int PIECE = 1024;

    private Utf8() {}

    static boolean isValid(byte[] bytes) {
        int ascii = 0;
        while (ascii < bytes.length && bytes[ascii] >= 0) {
            ascii++;
        }
        return ascii == bytes.length || decodes(ByteBuffer.wrap(bytes, ascii, bytes.length - ascii));
    }

    private static boolean decodes(ByteBuffer bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer dropped = CharBuffer.allocate(PIECE);
        CoderResult result;
        do {
            dropped.clear();
            result = decoder.decode(bytes, dropped, true);
        } while (result.isOverflow());
        return !result.isError();
    }
}
