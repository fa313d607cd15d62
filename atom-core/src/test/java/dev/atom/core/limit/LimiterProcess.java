package dev.atom.core.limit;

import dev.atom.spi.TenantId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Another JVM with a limiter of its own on the same Redis, in which many threads try at once. */
final class LimiterProcess implements AutoCloseable {
    private static final String READY = "ready";

    private final Process process;
    private final BufferedReader output;

    private LimiterProcess(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts a JVM; returns before it is ready. */
    static LimiterProcess start(TestRedis redis, TenantId tenant, boolean leases, int threads, int triesOfEach) {
        try {
            return new LimiterProcess(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            LimiterProcess.class.getName(),
                            redis.url(),
                            tenant.toString(),
                            Boolean.toString(leases),
                            Integer.toString(threads),
                            Integer.toString(triesOfEach))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What every process asks for: 100, of which none come back while a test runs. */
    static LimitRequest request(TenantId tenant) {
        return LimitRequest.of(
                Limit.failClosed(LimitKey.of(tenant), SlidingWindow.of("plan", 100, Duration.ofHours(10))));
    }

    void awaitReady() {
        Await.until("the process is ready", () -> readLine().equals(READY));
    }

    void go() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** How many were admitted. */
    int admitted() {
        String line = readLine();
        while (!line.startsWith("admitted ")) {
            line = readLine();
        }
        return Integer.parseInt(line.substring(9));
    }

    private String readLine() {
        try {
            String line = output.readLine();
            if (line == null) {
                throw new IllegalStateException("the process ended without an answer");
            }
            return line;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Runs in the other JVM. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        RedisSettings settings = RedisSettings.at(arguments[0])
                .timeout(Duration.ofSeconds(10))
                .leases(Boolean.parseBoolean(arguments[2]))
                .build();
        LimitRequest request = request(new TenantId(UUID.fromString(arguments[1])));
        int threads = Integer.parseInt(arguments[3]);
        int tries = Integer.parseInt(arguments[4]);
        try (RedisRateLimiter limiter = RedisRateLimiter.open(settings, new SimpleMeterRegistry())) {
            limiter.peek(request);
            System.out.println(READY);
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            System.out.println("admitted " + burst(limiter, request, threads, tries));
        }
    }

    /** How many of many tries at once are admitted. */
    static int burst(RateLimiter limiter, LimitRequest request, int threads, int tries) throws InterruptedException {
        AtomicInteger admitted = new AtomicInteger();
        CountDownLatch gate = new CountDownLatch(1);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                awaitOpen(gate);
                for (int j = 0; j < tries; j++) {
                    if (limiter.acquire(request) instanceof Decision.Allowed) {
                        admitted.incrementAndGet();
                    }
                }
            });
            thread.start();
            all.add(thread);
        }
        gate.countDown();
        for (Thread thread : all) {
            thread.join();
        }
        return admitted.get();
    }

    private static void awaitOpen(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
