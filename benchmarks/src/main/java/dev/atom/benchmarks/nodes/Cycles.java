package dev.atom.benchmarks.nodes;

import com.sun.management.ThreadMXBean;
import dev.atom.core.node.Fleet;
import dev.atom.core.node.NodeProviderConfig;
import dev.atom.core.node.NodeService;
import dev.atom.core.node.ReconcileMode;
import dev.atom.core.node.ReconcileReport;
import dev.atom.spi.node.NodeProvider;
import io.micrometer.core.instrument.Timer;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Cycles of the reconciler over a large fleet at the fake Fly, over loopback HTTP and a PostgreSQL. */
final class Cycles {
    private static final String FLY = "fly";
    private static final int UNHURRIED = 9_999;
    private static final List<String> PARTS = List.of("list", "read", "judge", "absent");
    private static final double MIB = 1024.0 * 1024;

    private final Options options;
    private final PrintStream out;

    Cycles(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    void run() throws Exception {
        try (var site = new Site();
                var fly = FlyProcess.start();
                var heap = new HeapMeter()) {
            NodeProvider provider = site.provider(new NodeProviderConfig(FLY, FLY, fly.settings(UNHURRIED)));
            var fleet = new Fleet(site.database(), FLY);
            var planting = new Planting(fleet, fly, provider, options.tenants(), site.directory());
            planting.healthy(options.nodes());
            var measured = new Measured(site, site.service(provider, Runnable::run), fly, heap);
            out.printf(
                    Locale.ROOT,
                    "%,d nodes of %d tenants; JDK %s; heap limited to %.0f MiB.%n%n",
                    options.nodes(),
                    options.tenants(),
                    System.getProperty("java.version"),
                    Runtime.getRuntime().maxMemory() / MIB);
            out.println(
                    "| cycle | took ms | pages ms | store ms | diff ms | absent ms | allocated MiB | heap before MiB"
                            + " | most after a collection MiB | calls |");
            out.println("|---|--:|--:|--:|--:|--:|--:|--:|--:|---|");
            for (int i = 1; i <= options.cycles(); i++) {
                measured.cycle("healthy, " + i);
            }
            var live = new ArrayList<String>();
            live.add(measured.live("healthy"));
            planting.missing(options.nodes() / 100);
            measured.cycle("1 % missing, first seen");
            fleet.missEarlier(Duration.ofMinutes(2));
            measured.cycle("1 % missing, second");
            planting.orphans(options.nodes() / 100);
            measured.cycle("1 % orphans besides");
            live.add(measured.live("1 % orphans besides"));
            if (options.limited()) {
                fly.limit();
                NodeProvider patient = site.provider(new NodeProviderConfig(FLY, FLY, fly.settings(1)));
                new Measured(site, site.service(patient, Runnable::run), fly, heap).dry("dry run, within Fly's limits");
            }
            out.println();
            out.println("| cycle, the whole heap collected throughout | alive before MiB | alive at most MiB"
                    + " | of the cycle MiB | collections |");
            out.println("|---|--:|--:|--:|--:|");
            live.forEach(out::println);
        }
    }

    /** A service and what is read of it. */
    private final class Measured {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final Site site;
        private final NodeService service;
        private final FlyProcess fly;
        private final HeapMeter heap;

        Measured(Site site, NodeService service, FlyProcess fly, HeapMeter heap) {
            this.site = site;
            this.service = service;
            this.fly = fly;
            this.heap = heap;
        }

        void cycle(String name) throws Exception {
            measure(name, ReconcileMode.ENFORCE);
        }

        void dry(String name) throws Exception {
            measure(name, ReconcileMode.DRY_RUN);
        }

        /** A row about what a cycle keeps alive. */
        String live(String name) throws Exception {
            LiveMeter.Found found = new LiveMeter().during(() -> service.cleanupOrphanedNodes(ReconcileMode.ENFORCE));
            return "| "
                    + String.join(
                            " | ",
                            name,
                            mib(found.before()),
                            mib(found.most()),
                            mib(found.most() - found.before()),
                            Integer.toString(found.collections()))
                    + " |";
        }

        private void measure(String name, ReconcileMode mode) throws Exception {
            String unused = fly.calls();
            long before = heap.alive();
            heap.restart();
            List<Double> parts = parts();
            long thread = Thread.currentThread().getId();
            long allocated = threads.getThreadAllocatedBytes(thread);
            long began = System.nanoTime();
            ReconcileReport report = service.cleanupOrphanedNodes(mode).get(0);
            double took = (System.nanoTime() - began) / 1e6;
            allocated = threads.getThreadAllocatedBytes(thread) - allocated;
            if (!report.complete()) {
                throw new IllegalStateException("the cycle was not complete: " + report.problem());
            }
            List<String> cells = new ArrayList<>(List.of(name, millis(took)));
            List<Double> after = parts();
            for (int i = 0; i < PARTS.size(); i++) {
                cells.add(mode == ReconcileMode.ENFORCE ? millis(after.get(i) - parts.get(i)) : "");
            }
            cells.addAll(List.of(mib(allocated), mib(before), mib(heap.mostAfterCollection()), fly.calls()));
            out.println("| " + String.join(" | ", cells) + " |");
        }

        /** What the product's own timers have counted of each part so far, in milliseconds. */
        private List<Double> parts() {
            return PARTS.stream()
                    .map(part -> Optional.ofNullable(site.meters()
                                    .find("atom.nodes.cycle")
                                    .tag("part", part)
                                    .timer())
                            .map(Cycles::total)
                            .orElse(0.0))
                    .toList();
        }
    }

    private static double total(Timer timer) {
        return timer.totalTime(TimeUnit.MILLISECONDS);
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / MIB);
    }
}
