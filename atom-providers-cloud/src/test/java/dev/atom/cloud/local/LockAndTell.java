package dev.atom.cloud.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** A program that tries the lock of a state directory: exits with 0 when it got it, with 1 when somebody else has it. */
final class LockAndTell {
    private LockAndTell() {}

    /** The state directory. */
    public static void main(String[] arguments) throws IOException {
        StateDirectory state = StateDirectory.open(Path.of(arguments[0]), Clock.systemUTC());
        System.exit(state.lock(Duration.ofMillis(20)).isPresent() ? 0 : 1);
    }
}
