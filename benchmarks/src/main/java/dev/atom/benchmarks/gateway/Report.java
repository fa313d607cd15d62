package dev.atom.benchmarks.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The figures of a run as Markdown tables; each cell is the median over the rounds. */
final class Report {
    private final Options options;
    private final List<Figure> figures;

    Report(Options options, List<Figure> figures) {
        this.options = options;
        this.figures = List.copyOf(figures);
    }

    String markdown() throws IOException {
        var text = new StringBuilder(machine());
        text.append("\n\nEach figure is the median of ")
                .append(options.rounds())
                .append(" windows of ")
                .append(options.time().toMillis() / 1e3)
                .append(" s. No call failed.\n");
        if (!options.connections().isEmpty()) {
            text.append(calls("Closed loop", "connections", Shape.Closed::new, options.connections()));
        }
        if (!options.rates().isEmpty()) {
            text.append(calls(
                    "Fixed rate, timed from when a call was due", "calls due/s", Shape.Rate::new, options.rates()));
        }
        if (options.streams() > 0) {
            text.append(streams());
        }
        return text.toString();
    }

    private String calls(String title, String column, Function<Integer, Shape> shape, List<Integer> sizes) {
        var text = new StringBuilder("""

                **%s**

                | target | %s | requests/s | p50 µs | p99 µs | CPU µs/request | of the bare relay's | JIT CPU µs/request | database CPU µs/request |
                |---|--:|--:|--:|--:|--:|--:|--:|--:|
                """.formatted(title, column));
        for (int size : sizes) {
            for (var target : options.targets()) {
                var at = shape.apply(size);
                text.append(row(
                        "| %s | %d | %.0f | %.0f | %.0f | %.1f | %s | %.1f | %.1f |%n",
                        target.label(),
                        size,
                        median(target, at, f -> f.outcome().callsPerSecond()),
                        median(target, at, f -> micros(f.outcome().latency().p50())),
                        median(target, at, f -> micros(f.outcome().latency().p99())),
                        median(target, at, Figure::cpuMicrosPerCall),
                        ofBare(target, at),
                        median(target, at, Figure::compilerMicrosPerCall),
                        median(target, at, Figure::databaseMicrosPerCall)));
            }
        }
        return text.toString();
    }

    private String streams() {
        var at = new Shape.Streams(options.streams());
        var text = new StringBuilder(
                """

                **Streams: %d at once, %d deltas %d ms apart**

                | target | first frame p50 ms | p99 ms | gap p50 ms | gap p99 ms | CPU µs/stream | of the bare relay's | JIT CPU µs/stream | database CPU µs/stream |
                |---|--:|--:|--:|--:|--:|--:|--:|--:|
                """.formatted(options.streams(), options.deltas(), options.gap().toMillis()));
        for (var target : options.targets()) {
            text.append(row(
                    "| %s | %.2f | %.2f | %.2f | %.2f | %.0f | %s | %.0f | %.0f |%n",
                    target.label(),
                    median(target, at, f -> micros(f.outcome().firstFrame().p50()) / 1e3),
                    median(target, at, f -> micros(f.outcome().firstFrame().p99()) / 1e3),
                    median(target, at, f -> micros(f.outcome().gap().p50()) / 1e3),
                    median(target, at, f -> micros(f.outcome().gap().p99()) / 1e3),
                    median(target, at, Figure::cpuMicrosPerCall),
                    ofBare(target, at),
                    median(target, at, Figure::compilerMicrosPerCall),
                    median(target, at, Figure::databaseMicrosPerCall)));
        }
        return text.toString();
    }

    private String ofBare(Target target, Shape shape) {
        if (target == Target.DIRECT || !options.targets().contains(Target.BARE)) {
            return "";
        }
        return row(
                "%.2f",
                median(target, shape, Figure::cpuMicrosPerCall) / median(Target.BARE, shape, Figure::cpuMicrosPerCall));
    }

    private double median(Target target, Shape shape, ToDoubleFunction<Figure> value) {
        double[] sorted = figures.stream()
                .filter(figure -> figure.target() == target && figure.shape().equals(shape))
                .mapToDouble(value)
                .sorted()
                .toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static String machine() throws IOException {
        var model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse(System.getProperty("os.arch"));
        return "JDK %s (%s), %d CPUs (%s), %s %s"
                .formatted(
                        Runtime.version(),
                        System.getProperty("java.vendor"),
                        Runtime.getRuntime().availableProcessors(),
                        model,
                        System.getProperty("os.name"),
                        System.getProperty("os.version"));
    }

    private static double micros(Duration time) {
        return time.toNanos() / 1e3;
    }

    private static String row(String format, Object... cells) {
        return String.format(Locale.ROOT, format, cells);
    }
}
