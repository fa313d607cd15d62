package dev.atom.benchmarks.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * CPU time of processes: user and system time, as Linux counts them in {@code /proc/<pid>/stat} (proc(5), fields 14 to 17).
 * Linux only; the resolution is one tick of 10 ms.
 */
final class CpuMeter {
    private static final Duration TICK = Duration.ofMillis(10);
    private static final int USER = 11;
    private static final int CHILDREN_SYSTEM = 14;

    private CpuMeter() {}

    /** What a process has used itself. */
    static Duration process(long pid) {
        return ticks(pid, USER, USER + 2);
    }

    /** What a process and its descendants have used, those included that have ended and been waited for. */
    static Duration tree(long pid) {
        var root = ProcessHandle.of(pid)
                .orElseThrow(() -> new IllegalStateException("process " + pid + " to be measured is gone"));
        return root.descendants()
                .map(child -> ticks(child.pid(), USER, CHILDREN_SYSTEM + 1))
                .reduce(ticks(pid, USER, CHILDREN_SYSTEM + 1), Duration::plus);
    }

    private static Duration ticks(long pid, int from, int to) {
        var stat = stat(pid);
        // The name in brackets may hold anything, so counting starts behind it, at field 3.
        var fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        long ticks = 0;
        for (int i = from; i < Math.min(to, fields.length); i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return TICK.multipliedBy(ticks);
    }

    private static String stat(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
