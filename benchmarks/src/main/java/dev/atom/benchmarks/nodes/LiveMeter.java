package dev.atom.benchmarks.nodes;

import com.sun.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * How much is alive while something is done: the whole heap is collected again and again meanwhile, and what each collection
 * leaves is alive. What is done takes much longer than without, and how long means nothing.
 */
final class LiveMeter {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final GarbageCollectorMXBean whole = wholeHeapCollector();
    private final Set<String> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());

    /**
     * What was found.
     *
     * @param before bytes alive before it began
     * @param most the most bytes alive at any moment, {@code before} included
     * @param collections of the whole heap meanwhile, at least 1
     */
    record Found(long before, long most, int collections) {}

    /** Does it, and says what was alive meanwhile. */
    Found during(Callable<?> work) throws Exception {
        long before = aliveAfterCollection();
        var watcher = new Watcher(before);
        var thread = new Thread(watcher, "live-meter");
        thread.start();
        try {
            var unused = work.call();
        } finally {
            watcher.over.set(true);
            thread.join();
        }
        return new Found(before, watcher.most, watcher.collections);
    }

    private long aliveAfterCollection() {
        memory.gc();
        return whole.getLastGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                .filter(pool -> heap.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
    }

    /** The one that works when a collection is asked for; another may only ever collect the young. */
    private GarbageCollectorMXBean wholeHeapCollector() {
        Map<String, Long> before = new HashMap<>();
        var collectors = ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class);
        collectors.forEach(each -> before.put(each.getName(), each.getCollectionCount()));
        memory.gc();
        return collectors.stream()
                .filter(each -> each.getCollectionCount() > before.getOrDefault(each.getName(), 0L))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no collector works when asked to: run without -XX:+DisableExplicitGC"));
    }

    /** Collects until it is over, and once at least. */
    private final class Watcher implements Runnable {
        final AtomicBoolean over = new AtomicBoolean();
        volatile long most;
        volatile int collections;

        Watcher(long before) {
            most = before;
        }

        @Override
        public void run() {
            int times = 0;
            do {
                most = Math.max(most, aliveAfterCollection());
                collections = ++times;
                LockSupport.parkNanos(PAUSE_NANOS);
            } while (!over.get());
        }
    }
}
