package dev.atom.core.vault;

import dev.atom.core.db.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/** Makes the key file of an installation that was given no master key, such as the demo's. */
public final class MasterKeyFile {
    private MasterKeyFile() {}

    /**
     * Creates the file with a fresh key, base64, readable by its owner alone, unless it exists already; give its path as
     * {@code ATOM_MASTER_KEY_FILE}. Of several that create it at once one wins and the others leave it as it is. Losing the file
     * loses every stored key.
     *
     * @return whether this call created it
     */
    public static boolean createIfMissing(Path file, SecureRandom random) {
        byte[] key = new byte[AesGcm.KEY_BYTES];
        random.nextBytes(key);
        byte[] text = Base64.getEncoder().encode(key);
        try {
            return PrivateFiles.create(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot create the master key file " + file, failed);
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(text, (byte) 0);
        }
    }
}
