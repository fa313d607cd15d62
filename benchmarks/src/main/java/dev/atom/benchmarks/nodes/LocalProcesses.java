package dev.atom.benchmarks.nodes;

import dev.atom.spi.node.NodeRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The processes of one local node, found by what is in their environment and watched in {@code /proc}, without the provider. */
final class LocalProcesses {
    private static final Path PROC = Path.of("/proc");
    private static final int MOST_LOOKS = 200;
    private static final long PAUSE_NANOS = 1_000_000;

    private final List<Path> processes;

    private LocalProcesses(List<Path> processes) {
        this.processes = processes;
    }

    /** Those that run now, of a node that runs. */
    static LocalProcesses of(NodeRef node) {
        var found = look(node);
        // A process that is replacing its program has no environment for an instant.
        for (int again = 0; again < MOST_LOOKS && found.isEmpty(); again++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            found = look(node);
        }
        if (found.isEmpty()) {
            throw new IllegalStateException("no process of " + node + " is in /proc");
        }
        return new LocalProcesses(found);
    }

    private static List<Path> look(NodeRef node) {
        try (var all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            var found = new ArrayList<Path>();
            for (var process : all) {
                if (read(process.resolve("environ")).contains("ATOM_NODE_ID=" + node.externalId())) {
                    found.add(process);
                }
            }
            return found;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Whether any still runs; one that has ended and was not waited for does not. */
    boolean anyAlive() {
        return processes.stream().anyMatch(process -> {
            var stat = read(process.resolve("stat"));
            var afterName = stat.substring(stat.lastIndexOf(')') + 1).strip();
            return !afterName.isEmpty() && !afterName.startsWith("Z") && !afterName.startsWith("X");
        });
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
