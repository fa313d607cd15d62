package dev.atom.cloud.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The runs over one kind of cloud, one after another; each is a test of its own. A run that fails spoils no other. */
final class CrashLane {
    private static final int MOST_WORLDS = 5;
    private static final long PATIENCE_MINUTES = 30;
    private static final int LEAST_AS_PLANNED_PERCENT = 70;

    private final Map<CrashRun, CompletableFuture<Boolean>> runs = new LinkedHashMap<>();
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();
    private final Supplier<WatchedCloud> clouds;

    private CrashLane(List<CrashRun> plan, Supplier<WatchedCloud> clouds) {
        this.clouds = clouds;
        plan.forEach(run -> runs.put(run, new CompletableFuture<>()));
    }

    /** Begins with the runs. */
    static CrashLane begin(List<CrashRun> plan, Supplier<WatchedCloud> clouds, Executor threads) {
        CrashLane lane = new CrashLane(plan, clouds);
        threads.execute(lane::work);
        return lane;
    }

    /** A test for each run, one for what is left after the last, and one for how many went as planned. */
    Stream<DynamicTest> tests() {
        return Stream.concat(
                runs.entrySet().stream()
                        .map(run -> DynamicTest.dynamicTest(run.getKey().toString(), () -> await(run.getValue()))),
                Stream.of(
                        DynamicTest.dynamicTest("nothing is left", () -> await(end)),
                        DynamicTest.dynamicTest("most servers end as planned", this::mostEndAsPlanned)));
    }

    /** How many runs there are. */
    int size() {
        return runs.size();
    }

    /** How many came to their step under the behaviour of their run, and not only when all was well again. */
    long asPlanned() {
        return runs.values().stream()
                .filter(run -> run.isDone() && !run.isCompletedExceptionally() && run.join())
                .count();
    }

    private void mostEndAsPlanned() throws Exception {
        await(end);
        assertThat(asPlanned() * 100).isGreaterThanOrEqualTo((long) size() * LEAST_AS_PLANNED_PERCENT);
    }

    private static void await(CompletableFuture<Boolean> run) throws Exception {
        boolean unused = run.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
    }

    private void work() {
        try {
            for (int world = 0; world < MOST_WORLDS && left().findAny().isPresent(); world++) {
                inOneWorld();
            }
            left().forEach(run -> run.completeExceptionally(new AssertionError("too many runs have failed before")));
        } catch (RuntimeException | Error broken) {
            left().forEach(run -> run.completeExceptionally(broken));
        }
    }

    private Stream<CompletableFuture<Boolean>> left() {
        return Stream.concat(runs.values().stream(), Stream.of(end)).filter(run -> !run.isDone());
    }

    /** Until all is done or something fails, which may have left anything behind. */
    private void inOneWorld() {
        try (CrashWorld world = new CrashWorld(clouds.get())) {
            for (Map.Entry<CrashRun, CompletableFuture<Boolean>> run : runs.entrySet()) {
                if (!run.getValue().isDone() && !passes(run.getValue(), () -> world.run(run.getKey()))) {
                    return;
                }
            }
            boolean unused = passes(end, () -> {
                world.finish();
                return true;
            });
        }
    }

    private static boolean passes(CompletableFuture<Boolean> outcome, BooleanSupplier what) {
        try {
            return outcome.complete(what.getAsBoolean());
        } catch (RuntimeException | Error failed) {
            outcome.completeExceptionally(failed);
            return false;
        }
    }
}
