package dev.atom.benchmarks.nodes;

import dev.atom.spi.node.NodeRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The processes of one local node, found by what is in their environment and watched in {@code /proc}, without the provider. */
final class LocalProcesses {
    private static final Path PROC = Path.of("/proc");

    private final List<Path> processes;

    private LocalProcesses(List<Path> processes) {
        this.processes = processes;
    }

    /** Those that run now. */
    static LocalProcesses of(NodeRef node) {
        try (var all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            var found = new ArrayList<Path>();
            for (var process : all) {
                if (read(process.resolve("environ")).contains("ATOM_NODE_ID=" + node.externalId())) {
                    found.add(process);
                }
            }
            if (found.isEmpty()) {
                throw new IllegalStateException("no process of " + node + " is in /proc");
            }
            return new LocalProcesses(found);
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
