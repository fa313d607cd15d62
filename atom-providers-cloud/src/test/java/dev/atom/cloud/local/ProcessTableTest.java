package dev.atom.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessTableTest {
    private static final ControlGroups NO_GROUPS = new ControlGroups(Optional.empty());
    private static final ProcessTable REAL = new ProcessTable(Path.of("/proc"), NO_GROUPS);

    @TempDir
    private Path proc;

    /** L7: a number used again led to the end of the wrong process. */
    @Test
    void signalsTheProcessThatWasSeenAndNoneThatHasItsNumberNow() throws Exception {
        Process bystander = new ProcessBuilder("sleep", "600").start();
        try {
            long ticks = REAL.startTicks(bystander.pid()).orElseThrow();
            REAL.signal(new TaggedProcess(bystander.pid(), ticks - 1, Map.of()), true);
            REAL.signal(new TaggedProcess(bystander.pid(), ticks + 1, Map.of()), true);
            assertThat(bystander.isAlive()).isTrue();
            REAL.signal(new TaggedProcess(bystander.pid(), ticks, Map.of()), true);
            assertThat(bystander.waitFor()).isEqualTo(128 + 9);
        } finally {
            bystander.destroyForcibly();
        }
    }

    @Test
    void neverSignalsItself() {
        long self = ProcessHandle.current().pid();
        REAL.signal(new TaggedProcess(self, REAL.startTicks(self).orElseThrow(), Map.of()), true);
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    @Test
    void readsTheStartOfAProcessWhoseNameLooksLikeFields() throws IOException {
        process(7, "evil) Z 1 2 3 (x", "S", 4711, "A=1\0ATOM_NODE_ID=n1\0ATOM_OWNER=o\0");
        assertThat(new ProcessTable(proc, NO_GROUPS).scan())
                .containsExactly(new TaggedProcess(7, 4711, Map.of("ATOM_NODE_ID", "n1", "ATOM_OWNER", "o")));
    }

    @Test
    void seesNoProcessInWhatIsNone() throws IOException {
        process(8, "dead", "Z", 1, "ATOM_NODE_ID=n1\0");
        process(9, "untagged", "S", 2, "MY_ATOM_NODE_ID=n1\0X=ATOM_NODE_ID=n1\0");
        process(10, "blank", "S", 3, "ATOM_NODE_ID=\0");
        process(11, "garbage", "S", 4, "\0\0\0=\0\u00ff\0");
        process(12, "gone", "S", 5, "ATOM_NODE_ID=n1\0");
        Files.delete(proc.resolve("12/stat"));
        process(13, "cut", "S", 6, "ATOM_NODE_ID=n1\0");
        Files.writeString(proc.resolve("13/stat"), "13 (cut) S 1 2");
        Files.createDirectories(proc.resolve("99x"));
        Files.createDirectories(proc.resolve("14"));
        assertThat(new ProcessTable(proc, NO_GROUPS).scan()).isEmpty();
    }

    /** L11: "could not look" treated like "not there". */
    @Test
    void doesNotTakeWhatItCannotReadForGone() throws IOException {
        process(15, "unreadable", "S", 6, "");
        Files.delete(proc.resolve("15/environ"));
        Files.createDirectory(proc.resolve("15/environ"));
        assertThatThrownBy(() -> new ProcessTable(proc, NO_GROUPS).scan()).isInstanceOf(IOException.class);
    }

    @Test
    void looksForNoEnvironmentWhereThereIsNone() throws IOException {
        process(2, "kthreadd", "S", 6, "");
        Files.delete(proc.resolve("2/environ"));
        Files.createDirectory(proc.resolve("2/environ"));
        Files.writeString(proc.resolve("2/stat"), "2 (kthreadd) S " + "0 ".repeat(18) + "6 0 0\n");
        assertThat(new ProcessTable(proc, NO_GROUPS).scan()).isEmpty();
    }

    /**
     * However long others have the processor: a node that is not seen is made a second time. While the kernel counts the
     * variables, the environment ends where it begins.
     */
    @ParameterizedTest
    @CsvSource({"0 0,500", "77 77,1"})
    void waitsForTheEnvironmentOfAProcessThatIsReplacingItsProgram(String environment, int looks) throws IOException {
        process(30, "sh", "S", 9, "");
        programIsAt("30", 0, environment);
        AtomicInteger pauses = new AtomicInteger();
        ProcessTable table = new ProcessTable(proc, NO_GROUPS, () -> {
            if (pauses.incrementAndGet() == looks) {
                programIsAt("30", 55, "77 93");
                write("30/environ", "ATOM_NODE_ID=n1\0");
            }
        });
        assertThat(table.scan()).extracting(TaggedProcess::node).containsExactly("n1");
    }

    /** A program can unmap its environment: that must not hide the nodes of others. */
    @Test
    void seesTheOthersBesideAProcessThatNeverShowsItsEnvironment() throws IOException {
        process(33, "hides", "S", 9, "");
        programIsAt("33", 55, "77 93");
        process(34, "shows", "S", 9, "ATOM_NODE_ID=n1\0");
        assertThat(new ProcessTable(proc, NO_GROUPS, () -> {}).scan())
                .extracting(TaggedProcess::pid)
                .containsExactly(34L);
    }

    @Test
    void doesNotWaitForTheEnvironmentOfAProcessThatWasGivenNone() throws IOException {
        process(31, "bare", "S", 9, "");
        programIsAt("31", 55, "77 77");
        AtomicInteger pauses = new AtomicInteger();
        assertThat(new ProcessTable(proc, NO_GROUPS, pauses::incrementAndGet).scan())
                .isEmpty();
        assertThat(pauses).hasValue(0);
    }

    /** Where its code ends, field 27, and where its environment begins and ends, fields 50 and 51. */
    private void programIsAt(String pid, long codeEnd, String environment) {
        String start = pid + " (sh) S " + "0 ".repeat(18) + "9 4096 0 0 0 ";
        write(pid + "/stat", start + codeEnd + " " + "0 ".repeat(22) + environment + " 0\n");
    }

    private void write(String file, String text) {
        try {
            Files.writeString(proc.resolve(file), text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A process may shed its environment; its control group it cannot leave. */
    @Test
    void seesAProcessWithoutTagsByItsControlGroup() throws IOException {
        String node = "0b54ad3e-5b3f-4c5f-8c0d-5d7e2d7f3f10";
        Path group = Files.createDirectories(proc.resolve("cgroup/atom-name." + node));
        Files.writeString(group.resolve("cgroup.procs"), "21\n22\n");
        process(21, "bare", "S", 9, "");
        process(22, "liar", "S", 9, "ATOM_NODE_ID=another\0ATOM_NODE_NAME=x\0");
        ProcessTable table = new ProcessTable(proc, new ControlGroups(Optional.of(proc.resolve("cgroup"))));
        assertThat(table.scan(node)).extracting(TaggedProcess::pid).containsExactlyInAnyOrder(21L, 22L);
    }

    private void process(int pid, String name, String state, long ticks, String environment) throws IOException {
        Path directory = Files.createDirectories(proc.resolve(String.valueOf(pid)));
        String fields = "0 ".repeat(18);
        Files.writeString(
                directory.resolve("stat"), pid + " (" + name + ") " + state + " " + fields + ticks + " 4096 0\n");
        Files.write(directory.resolve("environ"), environment.getBytes(StandardCharsets.ISO_8859_1));
    }
}
