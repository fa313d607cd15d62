package dev.atom.core.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** One block of an {@link AnchorFile} while it is read. Not thread-safe. */
final class AnchorBlock {
    private final String begin;
    private final StringBuilder text;
    private final List<String> heads = new ArrayList<>();

    /** A block that begins with the line; an empty line for what stands outside of blocks. */
    AnchorBlock(String begin) {
        this.begin = begin;
        this.text = new StringBuilder(begin).append('\n');
    }

    void add(String head) {
        heads.add(head);
        text.append(head).append('\n');
    }

    /** Hands the heads over if {@code <key id> <signature>} is the key's. */
    void close(String signature, AnchorKey key, Anchors anchors) {
        String[] parts = signature.split(" ", 2);
        if (parts.length == 2 && parts[0].equals(key.id()) && isSigned(parts[1], key)) {
            heads.forEach(head -> anchors.add(AnchorFile.place(head)));
        } else {
            anchors.doubt("the block \"" + (begin.isEmpty() ? "(without a beginning)" : begin)
                    + "\" of the anchor file is not signed by key " + key.id());
        }
    }

    private boolean isSigned(String base64, AnchorKey key) {
        try {
            return key.hasSigned(statement(text), Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** What is signed: the lines above the signature. */
    static byte[] statement(StringBuilder block) {
        return block.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    static String base64(byte[] signature) {
        return Base64.getEncoder().encodeToString(signature);
    }
}
