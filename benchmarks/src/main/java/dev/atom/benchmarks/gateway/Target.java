package dev.atom.benchmarks.gateway;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
    BARE_ASYNC(AsyncRelay.class),
    /** {@link AtomGateway} with all load on one tenant. */
    ATOM(AtomGateway.class, "1", "true"),
    /** The same with limits switched off: the difference is what limits cost. */
    ATOM_NO_LIMITS(AtomGateway.class, "1", "false"),
    /** {@link AtomGateway} with the load spread over 32 tenants. */
    ATOM_32_TENANTS(AtomGateway.class, "32", "true");

    private final Class<?> main;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> arguments;

    Target(Class<?> main, String... arguments) {
        this.main = main;
        this.arguments = List.of(arguments);
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

    /** Starts the relay in front of an upstream; what it keeps goes below the directory. */
    Child start(Child upstream, Options options, Path directory) throws IOException {
        var all = new ArrayList<String>();
        all.add(Integer.toString(upstream.port()));
        all.add(directory.resolve(label() + "-data").toString());
        all.addAll(arguments);
        return Child.start(label(), main, directory, jvm(options), all);
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
