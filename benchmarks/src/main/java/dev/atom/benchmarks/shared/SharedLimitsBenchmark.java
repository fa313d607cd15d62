package dev.atom.benchmarks.shared;

import dev.atom.core.limit.TestRedis;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One busy key in a Redis on loopback, by each contender and several numbers of threads; prints a Markdown report. After each
 * time the contender has to admit exactly its limit of a burst, or the run fails: a limiter that is fast and wrong is no limiter.
 */
public final class SharedLimitsBenchmark {
    private static final Map<String, String> DEFAULTS =
            Map.of("threads", "1,8,32,64", "seconds", "5", "warm-seconds", "3");
    private static final int TRIES_OF_EACH = 200;

    private SharedLimitsBenchmark() {}

    /** Runs it. Arguments: {@code name=value}; an unknown name is refused with the list of names. */
    public static void main(String[] arguments) {
        Map<String, String> options = new TreeMap<>(DEFAULTS);
        for (String argument : arguments) {
            int cut = Math.max(argument.indexOf('='), 0);
            if (options.replace(argument.substring(0, cut), argument.substring(cut + 1)) == null) {
                throw new IllegalArgumentException("unknown option '" + argument + "': use name=value of " + options);
            }
        }
        run(
                Arrays.stream(options.getOrDefault("threads", "").split(",", -1))
                        .map(Integer::valueOf)
                        .toList(),
                seconds(options.getOrDefault("warm-seconds", "")),
                seconds(options.getOrDefault("seconds", "")),
                System.out);
    }

    private static Duration seconds(String value) {
        return Duration.ofMillis(Math.round(1000 * Double.parseDouble(value)));
    }

    static void run(List<Integer> threads, Duration warm, Duration time, PrintStream out) {
        out.println("| threads | limiter | decisions/s | times Bucket4j | p50 µs | p99 µs | p99.9 µs | longest ms |");
        out.println("|---|---|---|---|---|---|---|---|");
        try (TestRedis redis = TestRedis.start()) {
            for (int count : threads) {
                Map<Contender.Kind, Load.Outcome> outcomes = new EnumMap<>(Contender.Kind.class);
                for (Contender.Kind kind : Contender.Kind.values()) {
                    outcomes.put(kind, measure(redis, kind, count, warm, time));
                    check(redis, kind, count);
                }
                print(out, count, outcomes, time);
            }
        }
    }

    private static Load.Outcome measure(
            TestRedis redis, Contender.Kind kind, int threads, Duration warm, Duration time) {
        try (Contender contender = kind.open(site(redis, Contender.PLENTY, threads))) {
            Load.run(contender, threads, warm);
            return Load.run(contender, threads, time);
        }
    }

    private static void check(TestRedis redis, Contender.Kind kind, int threads) {
        try (Contender contender = kind.open(site(redis, Contender.FEW, threads))) {
            long admitted = Load.admitted(contender, threads, TRIES_OF_EACH);
            if (admitted != Contender.FEW) {
                throw new IllegalStateException(kind.label() + " admitted " + admitted + " of "
                        + threads * TRIES_OF_EACH + " tries, and its limit is " + Contender.FEW);
            }
        }
    }

    private static Contender.Site site(TestRedis redis, long limit, int threads) {
        return new Contender.Site(redis, UUID.randomUUID().toString(), limit, threads);
    }

    private static void print(PrintStream out, int threads, Map<Contender.Kind, Load.Outcome> outcomes, Duration time) {
        double seconds = time.toNanos() / 1e9;
        Load.Outcome base = outcomes.getOrDefault(Contender.Kind.BUCKET4J, Load.Outcome.NONE);
        outcomes.forEach((kind, outcome) -> {
            Times times = outcome.times();
            double rate = times.count() / seconds;
            out.println(String.format(
                    Locale.ROOT,
                    "| %d | %s | %,.0f | %.1f | %.1f | %.1f | %.1f | %.2f |",
                    threads,
                    kind.label(),
                    rate,
                    times.count() / (double) base.times().count(),
                    times.quantile(0.5) / 1e3,
                    times.quantile(0.99) / 1e3,
                    times.quantile(0.999) / 1e3,
                    times.most() / 1e6));
        });
    }
}
