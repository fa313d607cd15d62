package dev.atom.cloud.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.node.NodesProcess;
import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.NewTenant;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.OwnerId;
import dev.atom.spi.node.SessionId;
import dev.atom.spi.node.StoreIncarnation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * One installation: a database, a cloud, and a server that is killed again and again, each time followed by another. What a run
 * keeps running is what the next one ends.
 */
final class CrashWorld implements AutoCloseable {
    private static final int ORPHANS = 2;
    /** As long as a lapsed lease, a create on its way and a lagging list together need, and a look more. */
    private static final int ROUNDS = 4;

    private static final int WORK_BESIDE = 3;

    private final String mark = UUID.randomUUID().toString().substring(0, 8);
    private final OwnerId owner = new OwnerId("crash-" + mark);
    private final OwnerId otherOwner = new OwnerId("other-" + mark);
    private final TenancyFixture tenancy = new TenancyFixture();
    private final TenantId tenant = tenancy.tenancy
            .tenants()
            .create(
                    TenancyFixture.TESTER,
                    new NewTenant(new Slug("t" + UUID.randomUUID()), "A tenant", Plan.TEAM, AiMode.BYOK))
            .id();
    private final ClaimTable claims = new ClaimTable(tenancy.database.superuser());
    /** Session to claim. */
    private final Map<String, String> wanted = new LinkedHashMap<>();

    private final WatchedCloud cloud;
    private final Set<String> strangers;
    private final StoreIncarnation life;
    private NodesProcess server;

    /** Thrown where the server has come to its step. */
    private static final class AtStep extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    CrashWorld(WatchedCloud cloud) {
        this.cloud = cloud;
        this.server = serve();
        // A cloned database is a restored one: its first server begins another life.
        this.life = StoreIncarnation.parse(claims.incarnation());
        this.strangers = Set.of(plant(otherOwner, life), plant(owner, new StoreIncarnation(UUID.randomUUID())));
    }

    /** Another server on the same database and cloud. */
    NodesProcess serve() {
        return NodesProcess.start(tenancy.database.settings(), tenant, owner, cloud.type(), cloud.settings());
    }

    /**
     * Lets the server work until it comes to the step, ends it, starts another and sees what becomes of everything.
     *
     * @return whether the step was come to under the behaviour of the run, and not only when all was well again
     */
    boolean run(CrashRun run) {
        boolean asPlanned = workTo(run);
        if (run.stopped()) {
            takeOver(server);
        } else {
            server.close();
            server = serve();
            look();
        }
        cloud.heal();
        settle();
        check(run.toString());
        return asPlanned;
    }

    /**
     * Two servers go about the same work at once, round after round, while something is the matter with the cloud; afterwards
     * what runs must be what is wanted.
     */
    void together(String behaviour, int rounds) {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (NodesProcess other = serve()) {
            cloud.behave(behaviour);
            for (int i = 0; i < rounds; i++) {
                plant(owner, life);
                atOnce(threads, other, this::startAndEnd);
                pass(Duration.ofMinutes(2));
                other.ask("pass", Long.toString(Duration.ofMinutes(2).toSeconds()));
                atOnce(threads, other, () -> {});
            }
            cloud.heal();
        } finally {
            threads.shutdown();
        }
        settle();
        check("two servers at once, " + behaviour);
    }

    /** The other one works all the while, and neither waits for a turn. */
    private void atOnce(Executor threads, NodesProcess other, Runnable meanwhile) {
        CompletableFuture<Void> beside = CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; i < WORK_BESIDE; i++) {
                        NodesProcess.Answer unused = other.ask("reconcile");
                    }
                },
                threads);
        meanwhile.run();
        ask("reconcile");
        beside.join();
    }

    /** A session that stays, in place of the one before, and one that does not. */
    private void startAndEnd() {
        Set<String> former = new TreeSet<>(wanted.keySet());
        start().ifPresent(session -> end(session[0]));
        start().filter(session -> cloud.keeps()).ifPresent(session -> wanted.put(session[0], session[1]));
        former.forEach(this::end);
    }

    /** The old server is stopped past its turn and goes on when another has seen to everything, as if nothing had been. */
    private void takeOver(NodesProcess old) {
        signal("STOP", old);
        server = serve();
        settle();
        start().ifPresent(session -> wanted.put(session[0], session[1]));
        look();
        signal("CONT", old);
        NodesProcess.Answer unused = old.goOn();
        old.ask("work");
        old.close();
    }

    private static void signal(String name, NodesProcess server) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(server.pid()))
                            .inheritIO()
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void look() {
        pass(Duration.ofMinutes(2));
        ask("work");
    }

    /** Works while the cloud misbehaves, and if the step does not come up then, again when all is well. */
    private boolean workTo(CrashRun run) {
        server.arm(run.step(), run.hit());
        cloud.behave(run.behaviour());
        try {
            work();
        } catch (AtStep reached) {
            return true;
        }
        try {
            cloud.heal();
            look();
            work();
        } catch (AtStep reached) {
            return false;
        }
        throw new AssertionError("no server came to " + run);
    }

    /** All that a server does: nodes are made, released before and after, lost, found without a claim. */
    private void work() {
        for (int i = 0; i < ORPHANS; i++) {
            plant(owner, life);
        }
        Set<String> former = new TreeSet<>(wanted.keySet());
        start().ifPresent(session -> end(session[0]));
        List<Optional<String[]>> lost = List.of(start(), start());
        start().filter(session -> cloud.keeps()).ifPresent(session -> wanted.put(session[0], session[1]));
        ask("work");
        lost.get(0).ifPresent(session -> cloud.exit(session[1]));
        former.forEach(this::end);
        ask("work");
        lost.get(1).ifPresent(session -> cloud.exit(session[1]));
        look();
        look();
    }

    /** Session and claim, unless it was refused. */
    private Optional<String[]> start() {
        NodesProcess.Answer answer = ask("start", cloud.image());
        return answer.refused() ? Optional.empty() : Optional.of(answer.text().split(" "));
    }

    private void end(String session) {
        wanted.remove(session);
        ask("end", session);
    }

    private NodesProcess.Answer ask(String... words) {
        NodesProcess.Answer answer = server.ask(words);
        if (answer.atStep()) {
            throw new AtStep();
        }
        return answer;
    }

    private void pass(Duration time) {
        claims.pass(time);
        ask("pass", Long.toString(time.toSeconds()));
        wanted.keySet().forEach(session -> ask("heartbeat", session));
    }

    private void settle() {
        for (int i = 0; i < ROUNDS; i++) {
            pass(Duration.ofMinutes(3));
            ask("work");
            cloud.rest();
        }
    }

    private void check(String when) {
        Set<RunningNode> running = cloud.running(Set.of(owner.value(), otherOwner.value()));
        assertThat(running.stream().map(RunningNode::claim))
                .as("strangers after " + when)
                .containsAll(strangers);
        Set<RunningNode> ours = running.stream()
                .filter(node -> !strangers.contains(node.claim()))
                .collect(Collectors.toSet());
        String record = when + ": unfinished " + claims.unfinished() + ", ended although wanted "
                + claims.ended(Set.copyOf(wanted.values()));
        assertThat(ours).as("what runs after " + record).isEqualTo(claims.live());
        assertThat(ours.stream().map(RunningNode::claim))
                .as("what is wanted after " + record)
                .containsExactlyInAnyOrderElementsOf(wanted.values());
    }

    /** Ends what is wanted, and sees that nothing is left but what was never ours to end. */
    void finish() {
        Set.copyOf(wanted.keySet()).forEach(this::end);
        settle();
        check("the end");
        assertThat(claims.unfinished()).isEmpty();
    }

    private String plant(OwnerId of, StoreIncarnation store) {
        NodeTags tags = new NodeTags(
                of,
                store,
                tenant,
                new SessionId(UUID.randomUUID()),
                new ClaimId(UUID.randomUUID()),
                Instant.now().plus(Duration.ofHours(2)));
        cloud.plant(tenant, tags);
        return tags.claim().toString();
    }

    @Override
    public void close() {
        server.close();
        cloud.running(Set.of(owner.value(), otherOwner.value()));
        cloud.close();
        tenancy.close();
    }
}
