package dev.atom.benchmarks.gateway;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the load is put on. */
enum Target {
    /** The upstream itself: what the wire and the load generator cost without any relay. */
    DIRECT(Upstream.class),
    /** {@link BareRelay}. */
    BARE(BareRelay.class),
    /** {@link AsyncRelay}. */
    BARE_ASYNC(AsyncRelay.class);

    private final Class<?> main;

    Target(Class<?> main) {
        this.main = main;
    }

    static Target named(String name) {
        return Arrays.stream(values())
                .filter(target -> target.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown target '" + name + "': use "
                        + Arrays.stream(values()).map(Target::label).toList()));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Starts the relay in front of an upstream. */
    Child start(Child upstream, Options options, Path directory) throws IOException {
        return Child.start(label(), main, directory, jvm(options), List.of(Integer.toString(upstream.port())));
    }

    /** Starts the upstream, which is also the target of {@link #DIRECT}. */
    static Child startUpstream(Options options, Path directory) throws IOException {
        return Child.start(
                DIRECT.label(),
                DIRECT.main,
                directory,
                DIRECT.jvm(options),
                List.of(
                        Integer.toString(options.deltas()),
                        Long.toString(options.gap().toMillis())));
    }

    private List<String> jvm(Options options) {
        return options.profile().isEmpty()
                ? List.of("-Xms512m", "-Xmx512m")
                : List.of(
                        "-Xms512m",
                        "-Xmx512m",
                        "-XX:StartFlightRecording=settings=profile,filename="
                                + Path.of(options.profile(), label() + ".jfr"));
    }
}
