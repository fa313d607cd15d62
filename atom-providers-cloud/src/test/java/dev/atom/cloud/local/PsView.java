package dev.atom.cloud.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The process table as {@code ps} prints it: what tests compare ours with. */
final class PsView {
    private static final int MOST_LOOKS = 50;

    private PsView() {}

    /**
     * One line for each process that is no zombie and has this in its line: its state, pid, command and environment. Looks until two
     * looks in a row agree: a process that is replacing its program has no environment for an instant.
     */
    static List<String> environments(String part) {
        List<String> before = look(part);
        List<String> now = look(part);
        for (int again = 0; again < MOST_LOOKS && !pids(now).equals(pids(before)); again++) {
            before = now;
            now = look(part);
        }
        return now;
    }

    private static List<String> look(String part) {
        try {
            Process ps = new ProcessBuilder("ps", "axeww", "-o", "stat=,pid=,args=").start();
            List<String> lines = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains(part) && !line.startsWith("Z") && !line.contains("ps axeww"))
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

    /** The processes whose line has this. */
    static List<Long> pids(String part) {
        return pids(environments(part));
    }

    /** The numbers in those lines. */
    static List<Long> pids(List<String> lines) {
        return lines.stream()
                .map(line -> Long.valueOf(line.strip().split(" +", 3)[1]))
                .toList();
    }
}
