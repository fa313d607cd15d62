package dev.atom.cloud.crash;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two servers, each in a JVM of its own, that reconcile the same nodes at once: nothing rests on whose turn it is. */
class TwoServersTest {
    private static final int ROUNDS = 6;

    @ParameterizedTest
    @ValueSource(strings = {"STEADY", "KEEPS_FORKING"})
    void doNoHarmAtOnceOverProcesses(String behaviour, @TempDir Path directory) throws Exception {
        together(new WatchedProcesses(directory), behaviour);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEALTHY", "CREATE_REPLY_LOST", "CREATE_LATE", "LIST_EMPTY"})
    void doNoHarmAtOnceOverFly(String behaviour) {
        together(new WatchedFly(), behaviour);
    }

    private static void together(WatchedCloud cloud, String behaviour) {
        try (CrashWorld world = new CrashWorld(cloud)) {
            world.together(behaviour, ROUNDS);
            world.finish();
        }
    }
}
