package dev.atom.benchmarks.nodes;

import dev.atom.core.audit.Caller;
import dev.atom.core.node.ClaimPhase;
import dev.atom.core.node.ComputeSession;
import dev.atom.core.node.Fleet;
import dev.atom.core.node.NewSession;
import dev.atom.core.node.NodeProviderConfig;
import dev.atom.core.node.NodeService;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.NodeRef;
import dev.atom.tck.fly.FlyFake;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** From the call that ends a session to what comes of it: the destroy request at the fake Fly, the end of a local process. */
final class Ends {
    private static final long PATIENCE_SECONDS = 30;
    private static final long GLANCE_NANOS = 200_000;

    private final int sessions;
    private final PrintStream out;

    /** What follows from the end of a session on a node that runs. */
    private interface Sign {
        /** Waits for it, and says when it came, by {@link System#nanoTime}. */
        long await() throws InterruptedException;

        /** Looks at a node before its session ends. */
        interface Of {
            Sign node(NodeRef node);
        }
    }

    Ends(int sessions, PrintStream out) {
        this.sessions = sessions;
        this.out = out;
    }

    void run() throws Exception {
        out.println("| from the call that ends a session | sessions | p50 ms | p95 ms | p99 ms | longest ms |");
        out.println("|---|--:|--:|--:|--:|--:|");
        try (var fly = FlyFake.start()) {
            fly(fly);
        }
        try (var site = new Site()) {
            var settings = Map.of(
                    "state_directory",
                    site.directory().resolve("nodes").toString(),
                    "images",
                    "work",
                    "image.work",
                    "/bin/sleep 600");
            measure(site, "to the end of its local process", "local-process", settings, node -> {
                var processes = LocalProcesses.of(node);
                return () -> {
                    until("the processes of " + node + " are gone", () -> !processes.anyAlive());
                    return System.nanoTime();
                };
            });
        }
    }

    private void fly(FlyFake fly) throws Exception {
        var arrivals = new ConcurrentHashMap<String, Long>();
        fly.onRequest(request -> {
            if (request.method().equals("DELETE")) {
                String path = request.target().split("\\?", 2)[0];
                // The first counts: a destroy may be asked for again.
                arrivals.putIfAbsent(path.substring(path.lastIndexOf('/') + 1), System.nanoTime());
            }
        });
        var settings = Map.of(
                "base_url", fly.uri().toString(),
                "token", fly.token(),
                "org", fly.org(),
                "app_name_prefix", "ends",
                "requests_per_second", "9999");
        try (var site = new Site()) {
            measure(site, "to the arrival of the destroy request at Fly", "fly", settings, node -> () -> {
                until("the destroy of " + node + " is asked for", () -> arrivals.containsKey(node.externalId()));
                return arrivals.getOrDefault(node.externalId(), 0L);
            });
        }
    }

    private void measure(Site site, String what, String type, Map<String, String> settings, Sign.Of signs)
            throws Exception {
        var tenant = new Fleet(site.database(), type).tenants(1).get(0);
        var caller = Caller.process(tenant, "benchmark");
        var threads = Executors.newFixedThreadPool(4);
        var nanos = new long[sessions];
        try {
            // Started: an end that meets the last moment of its node's launch is carried out by what looks each second.
            var service = site.service(site.provider(new NodeProviderConfig(type, type, settings)), threads)
                    .start();
            for (int i = 0; i < sessions; i++) {
                nanos[i] = end(service, caller, NewSession.of(type, new ImageRef("work")), signs);
            }
        } finally {
            threads.shutdown();
        }
        Arrays.sort(nanos);
        out.println(String.format(
                Locale.ROOT,
                "| %s | %d | %.1f | %.1f | %.1f | %.1f |",
                what,
                sessions,
                rank(nanos, 50),
                rank(nanos, 95),
                rank(nanos, 99),
                rank(nanos, 100)));
    }

    private static long end(NodeService service, Caller caller, NewSession wanted, Sign.Of signs)
            throws InterruptedException {
        ComputeSession session = service.sessions().start(caller, wanted);
        until(
                "the node of " + session.id() + " runs",
                () -> service.sessions().get(caller, session.id()).claim().phase() == ClaimPhase.READY);
        Sign sign = signs.node(
                service.sessions().get(caller, session.id()).claim().node().orElseThrow());
        long began = System.nanoTime();
        var unused = service.sessions().end(caller, session.id());
        return sign.await() - began;
    }

    private static void until(String what, BooleanSupplier done) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("in vain waited until " + what);
            }
            LockSupport.parkNanos(GLANCE_NANOS);
        }
    }

    /** In milliseconds, by the nearest-rank definition. */
    private static double rank(long[] sorted, int percent) {
        int rank = (int) (((long) sorted.length * percent + 99) / 100);
        return sorted[Math.max(rank, 1) - 1] / 1e6;
    }
}
