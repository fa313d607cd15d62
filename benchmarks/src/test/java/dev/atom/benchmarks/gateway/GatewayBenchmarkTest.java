package dev.atom.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness with real processes and next to no load: what it counts, never how fast anything was. */
class GatewayBenchmarkTest {
    private static final Options SMALL = Options.parse(
            "targets=direct,bare,bare-async,atom,atom-no-limits",
            "rounds=1",
            "seconds=0.3",
            "connections=2",
            "rates=40",
            "streams=2",
            "deltas=3",
            "gap-ms=1",
            "warm-calls=20");

    /** What the tests before this one have not waited for. */
    private final List<ProcessHandle> before = children();

    @TempDir
    Path directory;

    @Test
    void takesEveryFigureOfEveryTargetWithoutOneFailedCall() throws Exception {
        List<Figure> figures;
        try (var run = new GatewayBenchmark(SMALL, directory)) {
            figures = run.measure();
        }

        assertThat(figures).hasSize(3 * SMALL.targets().size()).allSatisfy(figure -> {
            assertThat(figure.outcome().errors()).isZero();
            assertThat(figure.outcome().calls()).isPositive();
            assertThat(figure.outcome().latency().p50()).isPositive();
        });
        assertThat(figures)
                .filteredOn(figure -> figure.shape() instanceof Shape.Rate)
                .allSatisfy(figure -> assertThat(figure.outcome().calls()).isEqualTo(12));
        assertThat(new Report(SMALL, figures).markdown())
                .contains("JDK " + Runtime.version(), "| bare | 2 |", "| bare-async | 40 |", "Streams: 2 at once");
    }

    @Test
    void countsARefusedCallAsAnErrorAndLeavesNoProcessBehind() throws Exception {
        try (var upstream = Target.startUpstream(SMALL, directory)) {
            var refused = new Window(upstream.port(), "wrong-key", "any", 0, 2, 0, Duration.ofSeconds(5), 10);

            var outcome = Load.run(refused);

            assertThat(outcome.calls()).isZero();
            assertThat(outcome.errors()).isEqualTo(10);
            assertThat(outcome.firstError()).contains("status 401");
        }
        assertThat(children()).isSubsetOf(before);
    }

    @Test
    void countsAStreamWithAMissingFrameAsAnError() throws Exception {
        try (var upstream = Target.startUpstream(SMALL, directory)) {
            var window = new Window(
                    upstream.port(), upstream.bearers(), "any", SMALL.frames() + 1, 1, 0, Duration.ofSeconds(5), 3);

            var outcome = Load.run(window);

            assertThat(outcome.errors()).isEqualTo(3);
            assertThat(outcome.firstError()).contains(SMALL.frames() + " frames");
        }
    }

    @Test
    void aProcessThatDoesNotStartFailsTheRunWithTheEndOfItsLog() {
        assertThatThrownBy(() -> Child.start("broken", Upstream.class, directory, List.of(), List.of("no number", "1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("broken ended")
                .hasMessageContaining("NumberFormatException");
        assertThat(children()).isSubsetOf(before);
    }

    @Test
    void anUnknownOptionIsRefusedWithTheOnesThereAre() {
        assertThatThrownBy(() -> Options.parse("round=3"))
                .hasMessageContaining("round=3")
                .hasMessageContaining("rounds=3");
        assertThatThrownBy(() -> Options.parse("targets=nginx")).hasMessageContaining("bare-async");
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current().children().toList();
    }
}
