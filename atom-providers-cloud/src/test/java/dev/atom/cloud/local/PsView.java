package dev.atom.cloud.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The process table as {@code ps} prints it: what tests compare ours with. */
final class PsView {
    private PsView() {}

    /** One line for each process that is no zombie: its state, pid, command and environment. */
    static List<String> environments() {
        try {
            Process ps = new ProcessBuilder("ps", "axeww", "-o", "stat=,pid=,args=").start();
            List<String> lines = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("Z") && !line.contains("ps axeww"))
                    .toList();
            ps.waitFor();
            return lines;
        } catch (IOException failed) {
            throw new UncheckedIOException("ps cannot be run", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** The processes whose line has all of these. */
    static List<Long> pids(String... parts) {
        return environments().stream()
                .filter(line -> List.of(parts).stream().allMatch(line::contains))
                .map(line -> Long.valueOf(line.strip().split(" +", 3)[1]))
                .toList();
    }
}
