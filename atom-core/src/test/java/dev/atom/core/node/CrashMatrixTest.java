package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.db.PageRequest;
import dev.atom.spi.AtomException;
import dev.atom.spi.node.ClaimId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ends the service at each step, the first and the second time it gets there, under each behaviour of the worst of clouds: one
 * whose names are not unique, which real processes and Fly, over which servers are killed elsewhere, are not. Another one takes
 * over. Afterwards what runs, as the cloud itself says, must equal the live claims.
 */
class CrashMatrixTest {
    /** Thrown where the process is to die; nothing catches it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** What the cloud does while the first process works. */
    private enum Behaviour {
        GOOD,
        LOSES_REPLIES,
        CREATES_LATE,
        SHOWS_EMPTY_LISTS,
        SHOWS_PARTIAL_LISTS,
        DESTROYS_SLOWLY,
        REFUSES_TO_DESTROY,
        IS_DOWN
    }

    private final NodeFixture nodes = new NodeFixture();
    private final List<ComputeSession> wanted = new ArrayList<>();
    private final Set<Behaviour> livedThrough = EnumSet.noneOf(Behaviour.class);

    @AfterEach
    void close() {
        nodes.close();
    }

    static Stream<Arguments> runs() {
        return Arrays.stream(Step.values()).flatMap(step -> Stream.of(1, 2).map(hit -> Arguments.of(step, hit)));
    }

    @ParameterizedTest(name = "{0}, time {1}")
    @MethodSource("runs")
    void leavesNoNodeBehindAndKillsNoneThatIsWanted(Step step, int hit) {
        for (Behaviour behaviour : Behaviour.values()) {
            begin(behaviour);
            if (!diesAt(step, hit)) {
                livedThrough.add(behaviour);
            }
            settle();
            assertThat(nodes.cloud.claims())
                    .as("%s under %s", step, behaviour)
                    .containsExactlyInAnyOrderElementsOf(liveClaims());
            assertThat(lost()).as("%s under %s", step, behaviour).isEmpty();
            wanted.forEach(nodes::end);
            wanted.clear();
            settle();
            assertThat(nodes.cloud.nodes()).as("%s under %s", step, behaviour).isEmpty();
        }
        assertThat(livedThrough)
                .as("where nobody came to %s for time %d", step, hit)
                .isEqualTo(outOfReach(step));
    }

    private void begin(Behaviour behaviour) {
        switch (behaviour) {
            case GOOD -> {}
            case LOSES_REPLIES -> nodes.cloud.lostReplies = 2;
            case CREATES_LATE -> nodes.cloud.lateCreates = 2;
            case SHOWS_EMPTY_LISTS -> nodes.cloud.emptyLists = 2;
            case SHOWS_PARTIAL_LISTS -> nodes.cloud.partialLists = 2;
            case DESTROYS_SLOWLY -> nodes.cloud.ignoredDestroys = 2;
            case REFUSES_TO_DESTROY -> nodes.cloud.blockedDestroys = 2;
            case IS_DOWN -> nodes.cloud.down = true;
        }
    }

    /**
     * Under which behaviours there is no such step. After three unclear creates a cloud that is down is not asked any more; and the
     * sessions whose creates are late are the ones that end, without a node to destroy.
     */
    private static Set<Behaviour> outOfReach(Step step) {
        return switch (step) {
            case BEFORE_INTENT, AFTER_INTENT, BEFORE_SEND, AFTER_SEND, AFTER_RECORD -> Set.of();
            case BEFORE_RELEASE, AFTER_RELEASE, AFTER_LIST, AFTER_READ, AFTER_DECISION, AFTER_SUSPICION ->
                Set.of(Behaviour.IS_DOWN);
            case BEFORE_DESTROY, AFTER_DESTROY, AFTER_GONE -> Set.of(Behaviour.IS_DOWN, Behaviour.CREATES_LATE);
        };
    }

    /** Four sessions are started, two are ended, two orphans lie about, cycles run, two lists lack everything: until the process dies. */
    private boolean diesAt(Step step, int hit) {
        int[] left = {hit};
        nodes.service.close();
        nodes.service = nodes.another(at -> {
            if (at == step && --left[0] == 0) {
                throw new Killed();
            }
        });
        for (int i = 0; i < 2; i++) {
            nodes.cloud.putOld(
                    NodeFixture.spec(nodes.tags(NodeFixture.OWNER, nodes.incarnation(), nodes.caller.tenant())));
        }
        try {
            List<ComputeSession> ended = List.of(nodes.start(), nodes.start());
            wanted.add(nodes.start());
            wanted.add(nodes.start());
            nodes.cycle();
            ended.forEach(nodes::end);
            nodes.pass(Duration.ofMinutes(2));
            nodes.cycle();
            nodes.cycle();
            for (int lapse = 0; lapse < 2; lapse++) {
                nodes.cloud.emptyLists = 1;
                nodes.pass(Duration.ofSeconds(40));
                nodes.cycle();
                nodes.pass(Duration.ofSeconds(40));
                nodes.cycle();
            }
            return false;
        } catch (Killed killed) {
            return true;
        } catch (AtomException away) {
            assertThat(nodes.cloud.down).isTrue();
            return false;
        } finally {
            nodes.service.close();
            nodes.service = nodes.another(Steps.NONE);
        }
    }

    /** The cloud is well again, what was on its way arrives, and enough time passes; wanted sessions send heartbeats. */
    private void settle() {
        nodes.cloud.down = false;
        nodes.cloud.lostReplies = 0;
        nodes.cloud.lateCreates = 0;
        nodes.cloud.emptyLists = 0;
        nodes.cloud.partialLists = 0;
        nodes.cloud.ignoredDestroys = 0;
        nodes.cloud.blockedDestroys = 0;
        nodes.cloud.land();
        for (int i = 0; i < 4; i++) {
            nodes.pass(Duration.ofMinutes(3));
            wanted.forEach(session -> nodes.service.sessions().heartbeat(nodes.caller, session.id()));
            nodes.cycle();
            nodes.cycle();
        }
    }

    private List<ClaimId> liveClaims() {
        return nodes.service.list(nodes.caller, PageRequest.first()).items().stream()
                .filter(claim -> claim.phase().isLive())
                .map(NodeClaim::id)
                .toList();
    }

    private List<Optional<EndReason>> lost() {
        return wanted.stream()
                .map(session -> nodes.claim(session).reason())
                .filter(Optional::isPresent)
                .toList();
    }
}
