package dev.atom.cloud.local;

import static dev.atom.tck.NodeFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.node.DestroyOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes in a process table that shows some of them only to the scans after the first. */
class NodeKillTest {
    private static final ControlGroups NO_GROUPS = new ControlGroups(Optional.empty());
    /** No process has this number: it is above the most that Linux gives. */
    private static final String BYSTANDER = "4194305";

    private final String node = UUID.randomUUID().toString();
    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path proc;

    @AfterEach
    void endWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void doesNotCallANodeGoneThatOneScanMissed() throws Exception {
        Process missed = start();
        assertThat(forceUntilSettled(tableThatMissesAtFirst(missed))).isInstanceOf(DestroyOutcome.Gone.class);
        assertThat(missed.waitFor()).isEqualTo(128 + 9);
    }

    @Test
    void endsAlsoWhatWasForkedWhileTheRestWasBeingKilled() throws Exception {
        Process seen = start();
        show(seen);
        Process forked = start();
        assertThat(forceUntilSettled(tableThatMissesAtFirst(forked))).isInstanceOf(DestroyOutcome.Gone.class);
        assertThat(seen.waitFor()).isEqualTo(128 + 9);
        assertThat(forked.waitFor()).isEqualTo(128 + 9);
    }

    /** On a busy machine two seconds may not be enough: then it says so, and is asked again. */
    private DestroyOutcome forceUntilSettled(ProcessTable table) throws IOException {
        NodeKill kill = new NodeKill(table, node, NO_GROUPS);
        DestroyOutcome outcome = kill.force(Duration.ofSeconds(2));
        while (outcome instanceof DestroyOutcome.Accepted) {
            outcome = kill.force(Duration.ofSeconds(2));
        }
        return outcome;
    }

    /** The first scan meets a bystander that is replacing its program, and while it waits for that, the process appears. */
    private ProcessTable tableThatMissesAtFirst(Process process) throws IOException {
        Files.createDirectory(proc.resolve(BYSTANDER));
        Files.writeString(proc.resolve(BYSTANDER).resolve("environ"), "");
        bystanderHasCodeUpTo(0);
        return new ProcessTable(proc, NO_GROUPS, () -> {
            bystanderHasCodeUpTo(55);
            show(process);
        });
    }

    private void bystanderHasCodeUpTo(long end) {
        String fields = " (sh) S " + "0 ".repeat(18) + "9 4096 0 0 0 " + end + " " + "0 ".repeat(22) + "77 77 0\n";
        try {
            Files.writeString(proc.resolve(BYSTANDER).resolve("stat"), BYSTANDER + fields);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void show(Process process) {
        String number = String.valueOf(process.pid());
        try {
            Files.createSymbolicLink(proc.resolve(number), Path.of("/proc", number));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A process of the node, with its environment in place. */
    private Process start() throws IOException {
        ProcessBuilder program = new ProcessBuilder("sleep", "600");
        program.environment().put(TaggedProcess.NODE, node);
        Process process = program.start();
        started.add(process);
        eventually("the process is seen", () -> PsView.pids(TaggedProcess.NODE + "=" + node)
                .contains(process.pid()));
        return process;
    }
}
