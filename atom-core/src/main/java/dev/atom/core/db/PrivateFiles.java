package dev.atom.core.db;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Files and directories that only their owner can open, from the moment they exist. */
public final class PrivateFiles {
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private PrivateFiles() {}

    /** Creates the directory if need be and closes an open one to everybody else. */
    static void directory(Path directory) throws IOException {
        Files.createDirectories(parent(directory));
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(directory, attributes(parent(directory), DIRECTORY));
        } else if (isPosix(directory)) {
            Files.setPosixFilePermissions(directory, DIRECTORY);
        }
    }

    /** Opens a lockable file, creating it if need be. */
    static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), attributes(parent(file), FILE));
    }

    /** Writes the file whole, on disk when this returns: a crash leaves the old content or the new. */
    static void write(Path file, String content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                attributes(parent(file), FILE))) {
            writeAll(channel, content.getBytes(StandardCharsets.UTF_8));
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Creates the file whole, or leaves one that exists as it is. Of several that create it at once one wins.
     *
     * @return whether this call created it
     * @throws IOException when it cannot be written, or a half-made copy that may hold a secret cannot be removed
     */
    public static boolean create(Path file, byte[] content) throws IOException {
        if (Files.exists(file)) {
            return false;
        }
        Path draft = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
        try {
            try (FileChannel channel = FileChannel.open(
                    draft,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    attributes(parent(file), FILE))) {
                writeAll(channel, content);
            }
            // A link appears whole or not at all, and never over an existing file.
            Files.createLink(file, draft);
            return true;
        } catch (FileAlreadyExistsException lostTheRace) {
            return false;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Appends to the file, on disk when this returns, creating it if need be. */
    public static void append(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), attributes(parent(file), FILE))) {
            writeAll(channel, content);
        }
    }

    private static void writeAll(FileChannel channel, byte[] content) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }

    /** Deletes a file or a directory with all it holds; links are deleted, not followed. */
    static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> found = Files.walk(root)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static FileAttribute<?>[] attributes(Path parent, Set<PosixFilePermission> permissions) throws IOException {
        return isPosix(parent)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static Path parent(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException(path + " is the root of the file system: choose a directory below it");
        }
        return parent;
    }

    private static boolean isPosix(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView("posix");
    }
}
