package dev.atom.benchmarks.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The harness runs, and a cycle over healthy nodes asks for nothing but pages; never how fast. */
class NodesBenchmarkTest {
    private static String report(String... arguments) throws Exception {
        var report = new ByteArrayOutputStream();
        NodesBenchmark.run(Options.parse(arguments), new PrintStream(report, true, UTF_8));
        return report.toString(UTF_8);
    }

    @Test
    void cyclesOverTheFleetAskForPagesAndForWhatIsWrong() throws Exception {
        var lines = report("what=cycles", "nodes=2100", "tenants=3", "cycles=1", "limited=false")
                .lines()
                .toList();

        assertThat(line(lines, "healthy, 1")).endsWith("| {GET apps=1, GET page of all machines=3} |");
        assertThat(line(lines, "1 % missing, first seen")).endsWith("| {GET page of all machines=3} |");
        assertThat(line(lines, "1 % missing, second")).contains("GET machine=", "GET page of all machines=3");
        assertThat(line(lines, "1 % orphans besides")).contains("DELETE machine=21", "GET page of all machines=3");
        assertThat(lines)
                .filteredOn(
                        line -> line.matches("\\| (healthy|1 % orphans besides) (\\| [0-9.]+ ){3}\\| [1-9][0-9]* \\|"))
                .hasSize(2);
    }

    @Test
    void endsOfSessionsAreTimedAtBothProviders() throws Exception {
        assertThat(report("what=ends", "sessions=2"))
                .contains("| to the arrival of the destroy request at Fly | 2 |")
                .contains("| to the end of its local process | 2 |");
    }

    @Test
    void refusesAnOptionThatItDoesNotKnow() {
        assertThatThrownBy(() -> Options.parse("node=1")).hasMessageContaining("unknown option 'node=1'");
    }

    private static String line(List<String> lines, String cycle) {
        return lines.stream()
                .filter(line -> line.startsWith("| " + cycle + " |"))
                .findFirst()
                .orElseThrow();
    }
}
