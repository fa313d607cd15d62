package dev.atom.cloud.local;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where a machine's instances agree with each other: one creates at a time, one tenant has the machine, each node has a
 * directory. Nothing in it says which nodes exist. Mode 0700, so that an instance of another user, who could not see the
 * nodes either, is refused. Thread-safe.
 */
final class StateDirectory {
    private static final Duration KEEP = Duration.ofDays(1);

    /**
     * A lock on a file belongs to the process, and whichever of its channels on that file is closed first gives it back. So the
     * file is opened only by whoever has its turn within the process, whatever instances there are.
     */
    private static final Map<Path, Semaphore> TURNS = new ConcurrentHashMap<>();

    private final Path root;
    private final Clock clock;
    private final Semaphore turn;

    /** Held while a node is being made. */
    interface Lock extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    private StateDirectory(Path root, Clock clock) {
        this.root = root;
        this.clock = clock;
        this.turn = TURNS.computeIfAbsent(root, path -> new Semaphore(1));
    }

    static StateDirectory open(Path root, Clock clock) {
        try {
            privateDirectory(root.resolve("nodes"));
            if (!Files.isWritable(root) || !Files.getOwner(root).equals(Files.getOwner(Path.of("/proc/self")))) {
                throw new IOException("it belongs to another user");
            }
            return new StateDirectory(root.toRealPath(), clock);
        } catch (IOException failed) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "cannot use the state directory " + root + ": give ATOM's own user a directory it may write",
                    failed);
        }
    }

    /** Waits for the one lock, at most so long; empty when somebody has it all the while. Ends with its holder's process. */
    Optional<Lock> lock(Duration patience) throws IOException {
        for (long left = patience.toMillis(); left > 0; left--) {
            Optional<Lock> lock = turn.tryAcquire() ? lockInTurn() : Optional.empty();
            if (lock.isPresent()) {
                return lock;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return Optional.empty();
    }

    /** The lock, unless another process has it; then the turn is over. */
    private Optional<Lock> lockInTurn() throws IOException {
        boolean locked = false;
        try {
            FileChannel channel =
                    FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                locked = channel.tryLock() != null;
            } finally {
                if (!locked) {
                    channel.close();
                }
            }
            return locked ? Optional.of(() -> release(channel)) : Optional.empty();
        } finally {
            if (!locked) {
                turn.release();
            }
        }
    }

    private void release(FileChannel channel) throws IOException {
        try {
            channel.close();
        } finally {
            turn.release();
        }
    }

    /** Gives the machine to the first tenant who asks, for good, and says who has it. Under the lock. */
    String tenant(TenantId asking) throws IOException {
        Path file = root.resolve("tenant");
        try {
            Files.writeString(file, asking.toString(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return asking.toString();
        } catch (FileAlreadyExistsException taken) {
            return Files.readString(file).strip();
        }
    }

    /** The working directory of a node, made if need be. */
    Path node(String name) throws IOException {
        return privateDirectory(root.resolve("nodes").resolve(name));
    }

    /** Removes the directories of nodes that are gone, a day after their last change. Under the lock. */
    void prune(Set<String> alive) throws IOException {
        Instant old = clock.instant().minus(KEEP);
        try (DirectoryStream<Path> nodes = Files.newDirectoryStream(root.resolve("nodes"))) {
            for (Path node : nodes) {
                if (!alive.contains(String.valueOf(node.getFileName()))
                        && Files.getLastModifiedTime(node).toInstant().isBefore(old)) {
                    delete(node);
                }
            }
        }
    }

    private static Path privateDirectory(Path path) throws IOException {
        return Files.createDirectories(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Links are removed, never followed: what is in there was written by tenants. */
    private static void delete(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
