package dev.atom.benchmarks.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One run of the harness: the processes it starts and the figures it takes. Every process it started is over when it is closed.
 * A call that fails, or a process that does not start, ends the run.
 */
final class GatewayBenchmark implements AutoCloseable {
    private static final int WARMING_CONNECTIONS = 8;
    private static final Duration SLACK = Duration.ofMinutes(2);

    private final Options options;
    private final Deque<Child> children = new ArrayDeque<>();
    private final Map<Target, Child> targets = new EnumMap<>(Target.class);
    private final Child load;

    /** Starts the upstream, the load generator and the targets; their logs go to the directory. */
    GatewayBenchmark(Options options, Path directory) throws IOException {
        this.options = options;
        try {
            var upstream = started(Target.startUpstream(options, directory));
            this.load = started(Child.start("load", Load.class, directory, List.of("-Xms512m", "-Xmx512m"), List.of()));
            for (var target : options.targets()) {
                targets.put(
                        target,
                        target == Target.DIRECT ? upstream : started(target.start(upstream, options, directory)));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Arguments: see {@link Options}. Prints the report. */
    public static void main(String[] args) throws Exception {
        try {
            System.out.println(run(Options.parse(args)));
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static String run(Options options) throws IOException, InterruptedException {
        var directory = Files.createTempDirectory("atom-gateway-");
        List<Figure> figures;
        try (var run = new GatewayBenchmark(options, directory)) {
            figures = run.measure();
        }
        delete(directory);
        return new Report(options, figures).markdown();
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Warms every target up, then takes each figure once a round, the targets in turn. */
    List<Figure> measure() throws IOException, InterruptedException {
        for (var target : options.targets()) {
            take(target, new Shape.Warming(WARMING_CONNECTIONS));
            if (options.streams() > 0) {
                take(target, new Shape.Streams(options.streams()));
            }
        }
        var figures = new ArrayList<Figure>();
        for (int round = 0; round < options.rounds(); round++) {
            System.err.println("round " + (round + 1) + " of " + options.rounds());
            for (var shape : shapes()) {
                for (var target : options.targets()) {
                    figures.add(take(target, shape));
                }
            }
        }
        return figures;
    }

    /** Ends every process, the latest first. */
    @Override
    public void close() {
        while (!children.isEmpty()) {
            children.pop().close();
        }
    }

    private Child started(Child child) {
        children.push(child);
        return child;
    }

    private List<Shape> shapes() {
        return Stream.of(
                        options.connections().stream().map(Shape.Closed::new),
                        options.rates().stream().map(Shape.Rate::new),
                        Stream.of(options.streams()).filter(n -> n > 0).map(Shape.Streams::new))
                .<Shape>flatMap(shapes -> shapes)
                .toList();
    }

    private Figure take(Target target, Shape shape) throws IOException, InterruptedException {
        var child = targets.get(target);
        if (child == null) {
            throw new IllegalStateException(target.label() + " was not started");
        }
        var window = shape.window(child, options);
        var cpu = child.cpu();
        var compilerCpu = child.compilerCpu();
        var databaseCpu = child.databaseCpu();
        var outcome = Outcome.parse(load.ask(window.line(), window.time().plus(SLACK)));
        // Work a target puts off, such as writing its usage rows, belongs to the window that caused it.
        TimeUnit.MILLISECONDS.sleep(250);
        var compiled = child.compilerCpu().minus(compilerCpu);
        var figure = new Figure(
                target,
                shape,
                outcome,
                child.cpu().minus(cpu).minus(compiled),
                compiled,
                child.databaseCpu().minus(databaseCpu));
        if (outcome.errors() > 0 || outcome.calls() == 0) {
            throw new IllegalStateException(target.label() + " failed " + outcome.errors() + " of "
                    + (outcome.calls() + outcome.errors()) + " calls in " + shape + ", the first with: "
                    + outcome.firstError() + child.tail());
        }
        return figure;
    }
}
