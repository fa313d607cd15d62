package dev.atom.core.audit;

import dev.atom.core.db.PrivateFiles;
import dev.atom.spi.TenantId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The file of anchors: blocks of text, each saying where the chains ended at a moment, and signed. Appended to only; several
 * processes may append, and a block that a crash cut short is passed over.
 *
 * <pre>
 * anchor 1 2026-01-31T12:00:00Z
 * head 6f1c… 1041 9be0…
 * signed 1f9a… MEUC…
 * </pre>
 */
record AnchorFile(Path path, AnchorKey key) {
    private static final String BEGIN = "anchor 1 ";
    private static final String HEAD = "head ";
    private static final String SIGNED = "signed ";

    /** Appends a block, on disk when this returns; nothing for no heads. */
    void append(Instant at, List<ChainStore.Place> heads) throws IOException {
        if (heads.isEmpty()) {
            return;
        }
        StringBuilder block = new StringBuilder(BEGIN).append(at).append('\n');
        for (ChainStore.Place head : heads) {
            block.append(HEAD)
                    .append(head.tenant())
                    .append(' ')
                    .append(head.seq())
                    .append(' ')
                    .append(head.hash())
                    .append('\n');
        }
        String signature = AnchorBlock.base64(key.sign(AnchorBlock.statement(block)));
        String signed = SIGNED + key.id() + " " + signature;
        // Begins on a line of its own also after a block that was cut short.
        PrivateFiles.append(path, ("\n" + block + signed + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Every anchor that is signed by the key; what is not is named among the problems. */
    Anchors read() throws IOException {
        Anchors anchors = new Anchors();
        if (!Files.exists(path)) {
            return anchors;
        }
        try (BufferedReader lines = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
            AnchorBlock block = new AnchorBlock("");
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(BEGIN)) {
                    block = new AnchorBlock(line);
                } else if (line.startsWith(HEAD)) {
                    block.add(line);
                } else if (line.startsWith(SIGNED)) {
                    block.close(line.substring(SIGNED.length()), key, anchors);
                    block = new AnchorBlock("");
                }
            }
        }
        return anchors;
    }

    /** Reads {@code head <tenant> <seq> <hash>}. */
    static ChainStore.Place place(String line) {
        String[] parts = line.substring(HEAD.length()).split(" ", 3);
        return new ChainStore.Place(TenantId.parse(parts[0]), Long.parseLong(parts[1]), parts[2]);
    }
}
