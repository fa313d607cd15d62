package dev.atom.cloud.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The machine's processes, by {@code proc(5)}. A process that ends while it is looked at is not there; one of another user is
 * not seen. Thread-safe.
 */
final class ProcessTable {
    private static final byte[] MARK = (TaggedProcess.NODE + "=").getBytes(StandardCharsets.US_ASCII);

    private static final int LOOKS = 1000;
    private static final long PAUSE_NANOS = 200_000;

    private final Path proc;
    private final ControlGroups groups;
    private final Runnable pause;

    ProcessTable(Path proc, ControlGroups groups) {
        this(proc, groups, () -> LockSupport.parkNanos(PAUSE_NANOS));
    }

    /** One that does this between two looks at a process that is replacing its program. */
    ProcessTable(Path proc, ControlGroups groups, Runnable pause) {
        this.proc = proc;
        this.groups = groups;
        this.pause = pause;
    }

    /** What tells this run of the machine from every other. */
    String bootId() {
        try {
            return Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read the machine's boot id", failed);
        }
    }

    /** Every process with a node id in its environment, or in a node's control group, in no order. */
    List<TaggedProcess> scan() throws IOException {
        List<TaggedProcess> found = new ArrayList<>();
        Map<Long, Map<String, String>> members = groups.members();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path entry : entries) {
                look(entry, members).ifPresent(found::add);
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        return found;
    }

    /** The processes of one node. */
    List<TaggedProcess> scan(String node) throws IOException {
        return scan().stream().filter(process -> process.node().equals(node)).toList();
    }

    /**
     * Signals the very process that was seen, and none that has its number now. Never this process itself.
     *
     * @param force whether it gets no say in it (SIGKILL) or is asked to end (SIGTERM)
     */
    void signal(TaggedProcess process, boolean force) {
        if (process.pid() == ProcessHandle.current().pid()) {
            return;
        }
        // The handle remembers the start of what it found, and the platform compares it once more before it signals.
        ProcessHandle.of(process.pid())
                .filter(handle -> startTicks(process.pid()).equals(Optional.of(process.startTicks())))
                .ifPresent(handle -> {
                    if (force) {
                        handle.destroyForcibly();
                    } else {
                        handle.destroy();
                    }
                });
    }

    /** When a process started; empty when there is none of that number, or only its remains (a zombie). */
    Optional<Long> startTicks(long pid) {
        try {
            return ProcessStat.read(proc.resolve(String.valueOf(pid))).map(ProcessStat::startTicks);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private Optional<TaggedProcess> look(Path entry, Map<Long, Map<String, String>> members) throws IOException {
        String number = String.valueOf(entry.getFileName());
        Optional<ProcessStat> stat = number.matches("[1-9][0-9]{0,9}") ? ProcessStat.read(entry) : Optional.empty();
        if (stat.isEmpty()) {
            return Optional.empty();
        }
        long pid = Long.parseLong(number);
        Map<String, String> tags = new HashMap<>(tags(environment(entry)));
        tags.putAll(members.getOrDefault(pid, Map.of()));
        return Optional.of(new TaggedProcess(pid, stat.get().startTicks(), tags))
                .filter(process -> !process.node().isEmpty());
    }

    /**
     * Empty for a process that has none (a kernel thread, one that is ending), does not show it within a thousand looks, or is
     * another user's.
     *
     * @throws IOException when it cannot be read although it is there: out of file handles, an interrupted thread. That must not
     *     look as if the process were gone.
     */
    private byte[] environment(Path entry) throws IOException {
        Optional<byte[]> environment = read(entry);
        // A process that is replacing its program has none for an instant, and must not be missed for that. Others may
        // have the processor in that instant, so this thread lets go of its own between two looks.
        for (int again = 0; again < LOOKS && isEmpty(environment) && shouldHaveOne(entry); again++) {
            pause.run();
            environment = read(entry);
        }
        return environment.orElseGet(() -> new byte[0]);
    }

    private static boolean isEmpty(Optional<byte[]> environment) {
        return environment.filter(bytes -> bytes.length == 0).isPresent();
    }

    private static boolean shouldHaveOne(Path entry) throws IOException {
        return ProcessStat.read(entry)
                .filter(stat -> stat.hasMemory() && !stat.isBare())
                .isPresent();
    }

    /** Nothing of a process that is gone or another user's. */
    private static Optional<byte[]> read(Path entry) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(entry.resolve("environ")));
        } catch (NoSuchFileException | AccessDeniedException notThereOrNotOurs) {
            return Optional.empty();
        } catch (IOException failed) {
            if (ProcessStat.read(entry).filter(ProcessStat::hasMemory).isPresent()) {
                throw failed;
            }
            return Optional.empty();
        }
    }

    private static Map<String, String> tags(byte[] environment) {
        if (indexOf(environment, MARK) < 0) {
            return Map.of();
        }
        Map<String, String> tags = new HashMap<>();
        for (String pair : new String(environment, StandardCharsets.UTF_8).split("\0", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.startsWith("ATOM_")) {
                tags.putIfAbsent(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return tags;
    }

    private static int indexOf(byte[] in, byte[] what) {
        for (int i = 0; i <= in.length - what.length; i++) {
            if (in[i] == what[0]
                    && (i == 0 || in[i - 1] == 0)
                    && java.util.Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        return -1;
    }
}
