package dev.atom.benchmarks.gateway;

import java.time.Duration;

/** The shapes a window of load can have, one report table each. */
sealed interface Shape {
    /** The window of this shape on a target. */
    Window window(Child target, Options options);

    /** How many calls or streams are in flight, or due a second: the second column of the table. */
    int size();

    /** A closed loop. */
    record Closed(int size) implements Shape {
        @Override
        public Window window(Child target, Options options) {
            return of(target, 0, size, 0, options.time(), Long.MAX_VALUE);
        }
    }

    /** An open loop at a fixed rate. */
    record Rate(int size) implements Shape {
        private static final int CONNECTIONS = 64;

        @Override
        public Window window(Child target, Options options) {
            return of(target, 0, CONNECTIONS, size, options.time(), Long.MAX_VALUE);
        }
    }

    /** Streams in a closed loop. */
    record Streams(int size) implements Shape {
        @Override
        public Window window(Child target, Options options) {
            return of(target, options.frames(), size, 0, options.time(), Long.MAX_VALUE);
        }
    }

    /** The load before the first round, until the compilers have settled. */
    record Warming(int size) implements Shape {
        private static final Duration LONGEST = Duration.ofSeconds(30);

        @Override
        public Window window(Child target, Options options) {
            return of(target, 0, size, 0, LONGEST, options.warmCalls());
        }
    }

    private static Window of(Child target, int frames, int connections, int rate, Duration time, long calls) {
        return new Window(target.port(), target.bearers(), "gpt-4o-mini", frames, connections, rate, time, calls);
    }
}
