package dev.atom.benchmarks.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * CPU time of processes: user and system time, as Linux counts them in {@code /proc/<pid>/stat} (proc(5), fields 14 to 17).
 * Linux only; the resolution is one tick of 10 ms.
 */
final class CpuMeter {
    private static final Duration TICK = Duration.ofMillis(10);
    private static final int USER = 11;
    private static final int CHILDREN_SYSTEM = 14;
    private static final Pattern COMPILER = Pattern.compile("[0-9]+ \\(C[12] Compiler");

    private CpuMeter() {}

    /** What a process has used itself. */
    static Duration process(long pid) {
        return ticks(Path.of("/proc", Long.toString(pid), "stat"), USER, USER + 2);
    }

    /** What the just-in-time compilers of a HotSpot JVM have used: its threads {@code C1 CompilerThread*} and {@code C2 CompilerThread*}. */
    static Duration compilers(long pid) {
        try (var threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return threads.map(thread -> thread.resolve("stat"))
                    .filter(stat -> COMPILER.matcher(read(stat)).lookingAt())
                    .map(stat -> ticks(stat, USER, USER + 2))
                    .reduce(Duration.ZERO, Duration::plus);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a process and its descendants have used, those included that have ended and been waited for. */
    static Duration tree(long pid) {
        var root = ProcessHandle.of(pid)
                .orElseThrow(() -> new IllegalStateException("process " + pid + " to be measured is gone"));
        return root.descendants()
                .map(ProcessHandle::pid)
                .map(CpuMeter::withChildren)
                .reduce(withChildren(pid), Duration::plus);
    }

    private static Duration withChildren(long pid) {
        return ticks(Path.of("/proc", Long.toString(pid), "stat"), USER, CHILDREN_SYSTEM + 1);
    }

    private static Duration ticks(Path file, int from, int to) {
        var stat = read(file);
        // The name in brackets may hold anything, so counting starts behind it, at field 3.
        var fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        long ticks = 0;
        for (int i = from; i < Math.min(to, fields.length); i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return TICK.multipliedBy(ticks);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            if (Files.exists(file)) {
                throw new UncheckedIOException(e);
            }
            return "";
        }
    }
}
