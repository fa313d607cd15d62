package dev.atom.core.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

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
        if (Files.exists(file)) {
            return false;
        }
        byte[] key = new byte[AesGcm.KEY_BYTES];
        random.nextBytes(key);
        byte[] text = Base64.getEncoder().encode(key);
        Path draft = file.resolveSibling(file.getFileName() + "." + Long.toHexString(random.nextLong()));
        try {
            write(draft, text);
            // A link appears whole or not at all, and never over an existing file.
            Files.createLink(file, draft);
            return true;
        } catch (FileAlreadyExistsException lostTheRace) {
            return false;
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot create the master key file " + file, failed);
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(text, (byte) 0);
            deleteDraft(draft);
        }
    }

    private static void write(Path file, byte[] text) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        boolean posix = directory != null && Files.getFileStore(directory).supportsFileAttributeView("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            ByteBuffer rest = ByteBuffer.wrap(text);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    private static void deleteDraft(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException leftBehind) {
            throw new UncheckedIOException("cannot remove " + draft + ", which holds the master key", leftBehind);
        }
    }
}
