package dev.atom.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    @TempDir
    private Path directory;

    /** The system gives a process' lock back as soon as any of its descriptors of the file is closed. */
    @Test
    void keepsTheLockWhenAnotherThreadOfTheProcessGivesUpWaitingForIt() throws Exception {
        StateDirectory one = state();
        StateDirectory another = state();
        try (StateDirectory.Lock held = one.lock(SHORT).orElseThrow()) {
            assertThat(held).isNotNull();
            assertThat(one.lock(SHORT)).isEmpty();
            assertThat(another.lock(SHORT)).isEmpty();

            assertThat(anotherProcessGetsIt()).isFalse();
        }
        assertThat(anotherProcessGetsIt()).isTrue();
    }

    @Test
    void givesTheLockToTheNextOneEachTime() throws Exception {
        for (int i = 0; i < 3; i++) {
            Optional<StateDirectory.Lock> lock = state().lock(SHORT);
            assertThat(lock).isPresent();
            lock.orElseThrow().close();
        }
    }

    private StateDirectory state() {
        return StateDirectory.open(directory.resolve("state"), Clock.systemUTC());
    }

    private boolean anotherProcessGetsIt() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockAndTell.class.getName(),
                        directory.resolve("state").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }
}
