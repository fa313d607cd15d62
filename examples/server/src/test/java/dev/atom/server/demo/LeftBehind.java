package dev.atom.server.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The processes that have to do with a directory: it is in their arguments or in their environment. */
final class LeftBehind {
    private static final long PAUSE_NANOS = 10_000_000;

    private LeftBehind() {}

    static List<String> of(Path directory) throws IOException {
        String self = Long.toString(ProcessHandle.current().pid());
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(entry -> entry.getFileName().toString().matches("[1-9][0-9]*"))
                    .filter(entry -> !entry.getFileName().toString().equals(self))
                    .map(entry -> entry.getFileName() + " " + text(entry, "cmdline") + " " + text(entry, "environ"))
                    .filter(text -> text.contains(directory.toString()))
                    .toList();
        }
    }

    /** Blocks until there are none. */
    static void awaitNone(Path directory) throws IOException {
        while (!of(directory).isEmpty()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static String text(Path entry, String file) {
        try {
            return new String(Files.readAllBytes(entry.resolve(file)), StandardCharsets.UTF_8).replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }
}
