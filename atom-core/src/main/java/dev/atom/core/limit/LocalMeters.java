package dev.atom.core.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says when an engine in memory has too little of it. */
final class LocalMeters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalMeters.class);

    private final MeterRegistry registry;
    private final Counter full;
    private final Gauge spilled;
    private final AtomicBoolean warned = new AtomicBoolean();

    LocalMeters(MeterRegistry registry, LocalLimits limits) {
        this.registry = registry;
        full = Counter.builder("atom.limits.full")
                .description("Requests denied because the limiter keeps as many keys as it may")
                .register(registry);
        spilled = Gauge.builder("atom.limits.spilled", limits, LocalLimits::spilled)
                .description("Keys that found no place in the limiter's main table")
                .register(registry);
    }

    void full() {
        full.increment();
        if (warned.compareAndSet(false, true)) {
            LOG.warn("the rate limiter keeps as many keys as it may and denies new ones: allow it more");
        }
    }

    @Override
    public void close() {
        registry.remove(full);
        registry.remove(spilled);
    }
}
