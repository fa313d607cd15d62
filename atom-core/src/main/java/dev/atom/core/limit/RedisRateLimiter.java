package dev.atom.core.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The engine that instances share: limits are kept in Redis or a Redis Cluster, and each decision is one round trip that runs one
 * script, whatever the number of its limits. The only clock is the server's; keys always expire.
 *
 * <p><b>When Redis does not answer</b> within {@link RedisSettings.Builder#timeout}, a decision is made here, and so are all
 * further ones, without waiting, until a look from the background has found it again. A limit that is
 * {@link WhenUnavailable#CLOSED} denies. One that is {@link WhenUnavailable#LOCAL_SHARE} goes on from what this instance knows
 * about it: what Redis said last was spent, of which every unit this instance then admits counts as many times as there are
 * instances. So together they stay within the policy's bound if all asked for the limit shortly before, and within
 * {@code 2 − 1/instances} times the bound whatever happened.
 *
 * <p><b>When Redis has forgotten</b> what was spent, because it was restarted, flushed, or replaced, the first decision after
 * it notices: every state lives beside an epoch that the instance must know. For a second decisions are made as above, and each
 * instance tells Redis what it knows; so the same bound holds.
 *
 * <p>A server that comes back from an old file, and a replica that takes over and lacks what was not replicated, are noticed as
 * well, if what they lack is older than the last look of an instance (four a second); later units may be spent again. A server
 * whose clock is set back denies what it counted in the future until the clock has come there again.
 *
 * <p>Thread-safe. A decision blocks for at most five times the timeout: for its turn, for a connection of the pool, to connect, for
 * the answer, and once more when the script has to be loaded; it is one when the connection is there and Redis falls silent. A
 * password and a database's number take one more each when connecting, and so does each node a cluster's client has to ask for
 * the way. Decisions of the same moment share a round trip to a single Redis.
 *
 * <p>Limits of less than 128 units for each instance are exact. Of larger ones a busy instance takes some ahead, see
 * {@link RedisSettings.Builder#leases}.
 */
public final class RedisRateLimiter implements RateLimiter {
    private static final int MOST_MIRRORS = 100_000;
    private static final int MOST_MIRRORS_OF_STRANGERS = 10_000;
    private static final int CLUSTER_PARTITIONS = 32;
    private static final String LONGEST_LEASE = Long.toString(Leases.longestMicros());

    private final List<RedisPartition> partitions;
    private final RedisLink link;
    private final RedisPulse pulse;
    private final LocalShare share;
    private final ServerTime time;
    private final LongSupplier nanos;
    private final RedisScript script;
    private final boolean leasing;
    private final Leases leases;
    private final Counter shared;
    private final Counter local;

    private RedisRateLimiter(RedisSettings settings, MeterRegistry meters, RedisScripts scripts, LongSupplier nanos) {
        this.nanos = nanos;
        script = scripts.limits();
        time = new ServerTime(nanos);
        leasing = settings.leases();
        leases = new Leases(nanos, meters);
        link = new RedisLink(settings, meters);
        partitions = partitions(settings, meters);
        RedisMemory memory = new RedisMemory(scripts.limits(), link, partitions, time);
        pulse = new RedisPulse(
                settings, scripts.join(), link, partitions, memory, time, () -> returnUnused(false), meters);
        share = new LocalShare(time, pulse::instances);
        shared = meters.counter("atom.limits.redis.decisions", "by", "redis");
        local = meters.counter("atom.limits.redis.decisions", "by", "instance");
    }

    /**
     * Begins to use a Redis. It need not be there yet: until it is, limits are decided as when it does not answer.
     *
     * @param meters gets {@code atom.limits.redis.*} and {@code atom.limits.instances}
     */
    public static RedisRateLimiter open(RedisSettings settings, MeterRegistry meters) {
        return open(settings, meters, RedisScripts.DELIVERED, System::nanoTime);
    }

    /** With a clock of one's own, here and in the scripts. */
    static RedisRateLimiter open(
            RedisSettings settings, MeterRegistry meters, RedisScripts scripts, LongSupplier nanos) {
        RedisRateLimiter limiter = new RedisRateLimiter(settings, meters, scripts, nanos);
        limiter.pulse.start();
        return limiter;
    }

    private static List<RedisPartition> partitions(RedisSettings settings, MeterRegistry meters) {
        int count = settings.cluster() ? CLUSTER_PARTITIONS : 1;
        List<RedisPartition> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(new RedisPartition(settings.prefix(), i, mirrors(count, meters)));
        }
        return List.copyOf(made);
    }

    /** All that belong to no tenant are in one partition. */
    private static Mirrors mirrors(int partitions, MeterRegistry meters) {
        return new Mirrors(MOST_MIRRORS / partitions, MOST_MIRRORS_OF_STRANGERS, meters);
    }

    @Override
    public Decision acquire(LimitRequest request) {
        RedisRequest asked = asked(request.requireNothingHeld());
        if (!leasing) {
            return decide(request, asked, "take", 0).decision();
        }
        Decision decided = leases.decide(request, asked);
        return decided != null
                ? decided
                : decide(request, asked, "take", leases.wanted(asked)).decision();
    }

    @Override
    public Decision peek(LimitRequest request) {
        return decide(request, asked(request), "peek", 0).decision();
    }

    @Override
    public Reservation reserve(LimitRequest request) {
        return new RedisReservation(this, decide(request, asked(request), "take", 0));
    }

    @Override
    public void refund(LimitRequest request) {
        RedisRequest asked = asked(request.requireNothingHeld());
        change(asked.partition(), asked.keys(), asked.arguments("refund"));
    }

    /** Decides and says where the costs were taken. */
    RedisTaking decide(LimitRequest request, RedisRequest asked, String operation, int ahead) {
        long sent = nanos.getAsLong();
        Optional<RedisAnswer> answer = run(
                        asked.partition(),
                        asked.keys(),
                        asked.arguments(operation, Integer.toString(ahead), divisor(), LONGEST_LEASE))
                .map(said -> RedisAnswer.of(asked.parts(), said));
        boolean taking = operation.equals("take");
        RedisTaking taken =
                answer.map(read -> shared(request, asked, taking, read)).orElseGet(() -> local(request, asked, taking));
        if (leasing && taking) {
            leases.answered(asked, ahead, sent, answer, taken.decision());
        }
        return taken;
    }

    /** At a time no instance takes ahead more than its part of half of what is left. */
    private String divisor() {
        return Integer.toString(2 * pulse.instances());
    }

    private RedisTaking local(LimitRequest request, RedisRequest asked, boolean taking) {
        local.increment();
        LocalTaking taken = share.decide(request, asked, taking);
        return new RedisTaking(asked, taken.decision(), taken.where());
    }

    private RedisTaking shared(LimitRequest request, RedisRequest asked, boolean taking, RedisAnswer answer) {
        shared.increment();
        List<Long> where = new ArrayList<>(asked.parts().size());
        for (int i = 0; i < asked.parts().size(); i++) {
            LimitRequest.Part part = asked.parts().get(i);
            where.add(part.limit().policy() instanceof TokenBucket ? answer.decidedAt() : answer.where(i));
            Mirror mirror = asked.mirror(i);
            if (mirror != null) {
                mirror.saw(part, taking && answer.admitted(), answer.where(i), answer.units(i), answer.decidedAt());
            }
        }
        return new RedisTaking(asked, answer.decision(request), where);
    }

    /** Changes what was taken, if Redis can be asked; whether it could. */
    boolean change(RedisPartition partition, List<String> keys, List<String> arguments) {
        leases.returned();
        return run(partition, keys, arguments).isPresent();
    }

    /** How many instances share the limits. */
    int instances() {
        return pulse.instances();
    }

    /** Gives back what was taken ahead and is not used: of leases that are over, or of all. */
    private void returnUnused(boolean all) {
        for (Lease lease : leases.unused(all)) {
            long units = lease.empty();
            if (units > 0) {
                List<String> arguments =
                        new ArrayList<>(List.of(lease.partition().epoch(), "end"));
                arguments.addAll(RedisRequest.numbers(lease.limit().policy(), units));
                arguments.add(Long.toString(lease.where()));
                change(lease.partition(), List.of(lease.partition().epochKey(), lease.key()), arguments);
            }
        }
    }

    /** What Redis answered; empty, and the partition in doubt, when it did not or is not the one that is known. */
    private Optional<List<?>> run(RedisPartition partition, List<String> keys, List<String> arguments) {
        if (!partition.isTrusted()) {
            return Optional.empty();
        }
        Optional<List<?>> answer = link.runTogether(script, keys, arguments);
        if (answer.isEmpty() || (Long) answer.get().get(0) < 0) {
            pulse.doubt(partition);
            return Optional.empty();
        }
        return answer;
    }

    private RedisRequest asked(LimitRequest request) {
        RedisPartition partition = partitions.get(RedisPartition.of(request.tenant(), partitions.size()));
        return RedisRequest.of(request, this, partition);
    }

    /** Whether decisions are left to Redis: it answers, and knows what this instance knows. */
    public boolean isShared() {
        return partitions.stream().allMatch(RedisPartition::isTrusted);
    }

    /** How often Redis has been looked at from the background. */
    int looks() {
        return pulse.looks();
    }

    /** The server's clock, as far as it is known. */
    long micros() {
        return time.micros();
    }

    @Override
    public void close() {
        try {
            pulse.close();
        } finally {
            try {
                // Until now the pulse's thread may hold a lease in hand, whose units would stay taken.
                returnUnused(true);
            } finally {
                link.close();
            }
        }
    }
}
