package dev.atom.core.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that keeps this instance and Redis of one mind: it says that the instance is alive, notices when Redis answers
 * again or has forgotten something, tells it what it does not know, and only then lets decisions go there. Decisions never
 * wait for any of this.
 */
final class RedisPulse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisPulse.class);
    private static final Duration EVERY = Duration.ofMillis(250);
    private static final Duration INSTANCE_LIVES = Duration.ofSeconds(5);
    private static final Duration EPOCH_LIVES = Duration.ofDays(7);
    private static final int WAITS_IN_A_BEAT = 2;
    /** After a loss, in the server's microseconds: within it every living instance has said what it knows. */
    static final long SETTLING_MICROS = 1_000_000;

    private final RedisSettings settings;
    private final RedisScript script;
    private final RedisLink link;
    private final List<RedisPartition> partitions;
    private final RedisMemory memory;
    private final ServerTime time;
    private final Runnable housekeeping;
    private final String instance = UUID.randomUUID().toString();
    private final MeterRegistry meters;
    private final Counter losses;
    private final List<Gauge> gauges;
    private final Thread thread;
    private final InstanceCount instances;
    private Optional<Boolean> reported = Optional.empty();
    private int forgotten;
    private volatile int beats;
    private boolean awake;
    private boolean closed;

    RedisPulse(
            RedisSettings settings,
            RedisScript script,
            RedisLink link,
            List<RedisPartition> partitions,
            RedisMemory memory,
            ServerTime time,
            Runnable housekeeping,
            MeterRegistry meters) {
        this.settings = settings;
        this.script = script;
        this.link = link;
        this.partitions = partitions;
        this.memory = memory;
        this.time = time;
        this.housekeeping = housekeeping;
        this.instances = new InstanceCount(settings.instances());
        losses = meters.counter("atom.limits.redis.losses");
        this.meters = meters;
        gauges = List.of(
                Gauge.builder("atom.limits.redis.available", partitions, RedisPulse::trustedShare)
                        .description(
                                "The share of limits that are decided in Redis; below 1 it is away, or has forgotten")
                        .register(meters),
                Gauge.builder("atom.limits.instances", this, RedisPulse::instances)
                        .description("Instances that share the limits, as far as this one knows")
                        .register(meters));
        thread = new Thread(this::run, "atom-limits-redis");
        thread.setDaemon(true);
    }

    private static double trustedShare(List<RedisPartition> partitions) {
        return partitions.stream().filter(RedisPartition::isTrusted).count() / (double) partitions.size();
    }

    /** Looks at Redis once, and from then on by itself. */
    void start() {
        beat();
        thread.start();
    }

    /** How often it has looked. */
    int looks() {
        return beats;
    }

    /** How many instances share the limits, this one included. */
    int instances() {
        return instances.get();
    }

    /** Decisions of the partition are made here until Redis has been looked at, which happens at once. */
    void doubt(RedisPartition partition) {
        if (partition.distrust()) {
            wake();
        }
    }

    private synchronized void wake() {
        awake = true;
        notifyAll();
    }

    private void run() {
        while (awaitTurn()) {
            try {
                beat();
                housekeeping.run();
            } catch (RuntimeException unexpected) {
                LOG.atError().setCause(unexpected).log("a look at {} failed; it is repeated", settings);
            }
        }
    }

    private synchronized boolean awaitTurn() {
        long end = System.nanoTime() + EVERY.toNanos();
        try {
            for (long left = EVERY.toNanos(); left > 0 && !awake && !closed; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException ending) {
            return false;
        }
        awake = false;
        return !closed;
    }

    /** Partitions of nodes that are away do not keep the others waiting for long; each gets its turn to be the first. */
    private void beat() {
        int away = 0;
        forgotten = 0;
        int turn = beats;
        for (int i = 0; i < partitions.size(); i++) {
            RedisPartition partition = partitions.get((i + turn) % partitions.size());
            boolean waits = away >= WAITS_IN_A_BEAT && !partition.isTrusted();
            if (waits || !join(partition)) {
                partition.distrust();
                away++;
            }
        }
        if (away > 0) {
            link.forgetIdle();
        }
        report(away == 0);
        beats = turn + 1;
    }

    private void report(boolean answered) {
        if (forgotten > 0) {
            LOG.atWarn()
                    .log(
                            "{} has forgotten what was spent in {} of {} partitions: the instances tell it, and decide"
                                    + " by themselves for {} ms",
                            settings,
                            forgotten,
                            partitions.size(),
                            SETTLING_MICROS / 1_000);
        }
        if (!reported.equals(Optional.of(answered))) {
            reported = Optional.of(answered);
            if (answered) {
                LOG.atInfo().log("{} answers: limits are shared by {} instances", settings, instances());
            } else {
                LOG.atWarn()
                        .log(
                                "{} is away ({}): until it answers, limits are shared out or closed, as each says",
                                settings,
                                link.failure());
            }
        }
    }

    private boolean join(RedisPartition partition) {
        Optional<List<?>> answer = link.run(script, partition.controlKeys(), arguments(partition, INSTANCE_LIVES));
        if (answer.isEmpty()) {
            return false;
        }
        List<?> said = answer.get();
        RedisEpoch epoch = RedisEpoch.parse((String) said.get(0));
        long now = (Long) said.get(1);
        instances.saw(Math.toIntExact((Long) said.get(2)));
        memory.moved(time.saw(now));
        learn(partition, epoch, now);
        if (epoch.isLost() && now - epoch.since() < SETTLING_MICROS) {
            // Told now, and by all, before anybody leaves a decision to a memory that lacks what another one knows.
            partition.distrust();
            return memory.tell(partition);
        }
        if (partition.wantsAttention()) {
            if (!memory.tell(partition)) {
                return false;
            }
            partition.trust();
        }
        return true;
    }

    private List<String> arguments(RedisPartition partition, Duration lives) {
        return List.of(
                partition.epoch(),
                UUID.randomUUID().toString(),
                Long.toString(EPOCH_LIVES.toMillis()),
                instance,
                Long.toString(lives.toMillis()),
                Long.toString(partition.seenAt()));
    }

    private void learn(RedisPartition partition, RedisEpoch epoch, long now) {
        String known = partition.epoch();
        if (!known.isEmpty() && !RedisEpoch.parse(known).id().equals(epoch.id())) {
            losses.increment();
            forgotten++;
            partition.distrust();
            partition.mirrors().forEach(Mirror::lost);
        }
        partition.learn(epoch.text(), now);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        leave();
        gauges.forEach(meters::remove);
    }

    /** The others' shares grow at once. */
    private void leave() {
        for (RedisPartition partition : partitions) {
            if (partition.isTrusted()) {
                link.run(script, partition.controlKeys(), arguments(partition, Duration.ZERO));
            }
        }
    }
}
