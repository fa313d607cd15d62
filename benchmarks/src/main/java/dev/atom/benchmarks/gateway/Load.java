package dev.atom.benchmarks.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The load generator: reads one {@link Window} a line, answers one {@link Outcome} a line, ends with its input. A window with
 * a rate is an open loop: call n is due at n/rate, whether or not a connection is free, and its time counts from then, so a
 * stalled target is charged for the calls it kept waiting.
 */
final class Load {
    private final Window window;
    private final AtomicLong tickets = new AtomicLong();

    private Load(Window window) {
        this.window = window;
    }

    /** No arguments. */
    public static void main(String[] args) throws Exception {
        System.out.println(Standing.READY + "0 - 0");
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(run(Window.parse(line)).line());
        }
    }

    /** Runs a window to its end. */
    static Outcome run(Window window) throws IOException, InterruptedException, ExecutionException {
        var callers = new ArrayList<Caller>();
        var threads = Executors.newFixedThreadPool(window.connections());
        try {
            for (int i = 0; i < window.connections(); i++) {
                callers.add(new Caller(window, i));
            }
            return new Load(window).run(callers, threads);
        } finally {
            threads.shutdownNow();
            for (var caller : callers) {
                caller.close();
            }
        }
    }

    private Outcome run(List<Caller> callers, ExecutorService threads) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        for (var done : threads.invokeAll(
                callers.stream().map(caller -> driver(caller, start)).toList())) {
            done.get();
        }
        return outcome(callers, Duration.ofNanos(System.nanoTime() - start));
    }

    private Callable<Void> driver(Caller caller, long start) {
        return () -> {
            drive(caller, start);
            return null;
        };
    }

    private void drive(Caller caller, long start) throws IOException {
        long end = start + window.time().toNanos();
        for (long ticket = tickets.getAndIncrement(); ticket < window.calls(); ticket = tickets.getAndIncrement()) {
            long due = window.perSecond() == 0
                    ? System.nanoTime()
                    : start + ticket * TimeUnit.SECONDS.toNanos(1) / window.perSecond();
            if (due - end >= 0) {
                return;
            }
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            caller.call(due);
        }
    }

    private static Outcome outcome(List<Caller> callers, Duration elapsed) {
        return new Outcome(
                callers.stream().mapToLong(caller -> caller.calls).sum(),
                callers.stream().mapToLong(caller -> caller.errors).sum(),
                elapsed,
                Samples.quantiles(callers.stream().map(caller -> caller.latency).toList()),
                Samples.quantiles(
                        callers.stream().map(caller -> caller.firstFrame).toList()),
                Samples.quantiles(callers.stream().map(caller -> caller.gap).toList()),
                callers.stream()
                        .map(caller -> caller.firstError)
                        .filter(error -> !error.isEmpty())
                        .findFirst()
                        .orElse(""));
    }
}
