package dev.atom.server.demo;

import dev.atom.spi.node.OwnerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The machine's process table, read with no code of the server's: which processes carry a tag in their environment. Linux
 * only.
 */
final class NodeProcesses {
    private static final Path PROC = Path.of("/proc");

    private static final int ROUNDS = 500;
    private static final int EMPTY_ROUNDS = 2;
    private static final long PAUSE_NANOS = 10_000_000;

    private NodeProcesses() {}

    /**
     * A process.
     *
     * @param pid its number
     * @param command what it runs, with its arguments
     */
    record Found(long pid, String command) {}

    /** Whether this machine has such a table. */
    static boolean canBeSeen() {
        return Files.isReadable(PROC.resolve("self/environ"));
    }

    /** What runs for a session. */
    static List<Found> ofSession(String session) throws IOException {
        return with("ATOM_SESSION=" + session);
    }

    /** Whether nothing runs for a session. Looks twice: a process that becomes another program has no environment just then. */
    static boolean areGone(String session) throws IOException {
        List<Found> first = ofSession(session);
        return first.isEmpty() && ofSession(session).isEmpty();
    }

    /** Kills what runs for any session of that installation, until two looks in a row find nothing. */
    static void end(OwnerId owner) throws IOException {
        String tag = "ATOM_OWNER=" + owner.value();
        int empty = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<Found> left = with(tag);
            empty = left.isEmpty() ? empty + 1 : 0;
            if (empty == EMPTY_ROUNDS) {
                return;
            }
            left.forEach(one -> ProcessHandle.of(one.pid()).ifPresent(ProcessHandle::destroyForcibly));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new IOException("processes of " + owner + " do not end: " + with(tag));
    }

    private static List<Found> with(String tag) throws IOException {
        if (!canBeSeen()) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("[1-9][0-9]*"))
                    .filter(entry -> words(entry.resolve("environ")).contains(tag))
                    .map(entry -> new Found(
                            Long.parseLong(entry.getFileName().toString()),
                            String.join(" ", words(entry.resolve("cmdline"))).strip()))
                    .toList();
        }
    }

    /** A file of words that end in zero bytes; none when the process is gone, is a mere remainder, or is another user's. */
    private static List<String> words(Path file) {
        return read(file)
                .map(bytes -> Arrays.asList(new String(bytes, StandardCharsets.UTF_8).split("\0", -1)))
                .orElse(List.of());
    }

    private static Optional<byte[]> read(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException goneOrNotOurs) {
            return Optional.empty();
        }
    }
}
