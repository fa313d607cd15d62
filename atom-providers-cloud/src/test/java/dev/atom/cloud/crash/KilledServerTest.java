package dev.atom.cloud.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.node.NodesProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a server with SIGKILL at each step of its work, the first and the second time it gets there, under each behaviour of a
 * cloud, over real processes and over a whole Fly. Another server takes over; when all has settled, what runs must equal the
 * live claims, and these the sessions that are wanted. Where a server decides or is about to act, another one is stopped past its
 * turn and goes on. {@code -Datom.crash.whole=true} makes the whole product of runs.
 */
class KilledServerTest {
    private static final List<String> STEPS = NodesProcess.steps();

    @TempDir
    private static Path directory;

    private static ExecutorService threads;
    private static CrashLane processes;
    private static CrashLane fly;
    private static long began;

    @BeforeAll
    static void begin() {
        boolean whole = Boolean.getBoolean("atom.crash.whole");
        threads = Executors.newFixedThreadPool(2);
        began = System.nanoTime();
        try (WatchedCloud cloud = watchedProcesses()) {
            processes = CrashLane.begin(
                    CrashRun.plan(STEPS, cloud.behaviours(whole), whole), KilledServerTest::watchedProcesses, threads);
        }
        try (WatchedCloud cloud = new WatchedFly()) {
            fly = CrashLane.begin(CrashRun.plan(STEPS, cloud.behaviours(whole), whole), WatchedFly::new, threads);
        }
    }

    private static WatchedCloud watchedProcesses() {
        try {
            return new WatchedProcesses(Files.createTempDirectory(directory, "world"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @TestFactory
    Stream<DynamicTest> overProcesses() {
        return processes.tests();
    }

    @TestFactory
    Stream<DynamicTest> overFly() {
        return fly.tests();
    }

    @Test
    void planHasEachStepBothTimesAndEachBehaviourAtHalfOfTheSteps() {
        List<String> behaviours = List.of("A", "B", "C", "D");
        List<CrashRun> kills = kills(CrashRun.plan(STEPS, behaviours, false));
        assertThat(STEPS).hasSize(14);
        assertThat(kills).hasSize(14 * 2).doesNotHaveDuplicates();
        assertThat(kills.stream().map(run -> run.step() + run.hit()).distinct()).hasSize(14 * 2);
        assertThat(kills.stream().map(CrashRun::behaviour).distinct()).hasSize(4);
        assertThat(kills(CrashRun.plan(STEPS, behaviours, true))).hasSize(14 * 4 * 2);
        assertThat(processes.size() + fly.size()).isGreaterThanOrEqualTo(120);
    }

    private static List<CrashRun> kills(List<CrashRun> plan) {
        return plan.stream().filter(run -> !run.stopped()).toList();
    }

    @AfterAll
    static void end() {
        threads.shutdownNow();
        System.out.printf(
                "%d servers killed or stopped: %d over processes, %d of them under the behaviour of their run, the others when"
                        + " all was well again; %d over Fly, %d of them under theirs; in %d s%n",
                processes.size() + fly.size(),
                processes.size(),
                processes.asPlanned(),
                fly.size(),
                fly.asPlanned(),
                Duration.ofNanos(System.nanoTime() - began).toSeconds());
    }
}
