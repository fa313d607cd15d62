package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.node.StoreIncarnation;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What cycles leave on record about what they saw and decided. */
class CycleLogTest {
    private final NodeFixture nodes = new NodeFixture();

    @AfterEach
    void close() {
        nodes.close();
    }

    private CycleVerdict verdict() {
        return nodes.service.verifyCycles().get(0);
    }

    private void orphan() {
        nodes.cloud.putOld(NodeFixture.spec(nodes.tags(NodeFixture.OWNER, nodes.incarnation(), nodes.caller.tenant())));
    }

    /** Two rows: one with a quarantine and an orphan's end, one that says that the orphan is gone. */
    private void twoCyclesWithDecisions() {
        orphan();
        nodes.cloud.put(NodeFixture.spec(
                nodes.tags(NodeFixture.OWNER, new StoreIncarnation(UUID.randomUUID()), nodes.caller.tenant())));
        nodes.cycle();
        nodes.cycle();
    }

    @Test
    void growsOnlyWhenThereIsSomethingNew() {
        nodes.cycle();
        nodes.cycle();
        assertThat(verdict().cycles()).isEqualTo(1);

        nodes.start();
        nodes.cycle();
        nodes.cycle();
        assertThat(verdict().cycles()).isEqualTo(2);

        nodes.cloud.partialLists = 1;
        nodes.cycle();
        assertThat(verdict().cycles()).isEqualTo(3);
    }

    @Test
    void isIntactAsItWasWritten() {
        twoCyclesWithDecisions();

        assertThat(nodes.service.verifyCycles())
                .containsExactly(new CycleVerdict(ScriptedCloud.ID, 2, 2, Optional.empty()));
    }

    @Test
    void holdsWhatATenantsCycleDecided() {
        nodes.cycle();
        orphan();
        assertThat(nodes.service.cleanupOrphanedNodes(nodes.caller, ReconcileMode.ENFORCE))
                .hasSize(1);

        assertThat(verdict()).isEqualTo(new CycleVerdict(ScriptedCloud.ID, 2, 1, Optional.empty()));
    }

    @Test
    void showsThatARowWasChanged() {
        twoCyclesWithDecisions();
        nodes.tenancy.superuser("update node_cycles set nodes = 7 where number = 1");

        assertThat(verdict().broken()).contains("row 1 is not as it was written");
    }

    @Test
    void showsThatARowIsMissing() {
        twoCyclesWithDecisions();
        nodes.tenancy.superuser("delete from node_cycles where number = 1");

        assertThat(verdict().broken()).contains("row 1 is missing");
    }

    @Test
    void showsThatADecisionWasChanged() {
        twoCyclesWithDecisions();
        nodes.tenancy.superuser("update node_decisions set evidence = evidence || '{\"claim_phase\": \"TERMINATED\"}'"
                + " where decision = 'DESTROY_ORPHAN'");

        assertThat(verdict().broken()).contains("the decisions of row 1 are not as they were written");
    }

    @Test
    void showsThatADecisionWasTakenAway() {
        twoCyclesWithDecisions();
        nodes.tenancy.superuser("delete from node_decisions where decision = 'QUARANTINE'");

        assertThat(verdict().broken()).contains("the decisions of row 1 are not as they were written");
    }

    @Test
    void goesOnFromWhereItWasCutOffBecauseItWasOld() {
        twoCyclesWithDecisions();
        nodes.tenancy.superuser("update node_cycles set at = at - interval '91 days' where number = 1");

        nodes.tenancy.time.pass(Duration.ofHours(2));
        nodes.cycle();

        assertThat(nodes.decisions(Decision.Kind.DESTROY_ORPHAN)).isZero();
        assertThat(verdict()).isEqualTo(new CycleVerdict(ScriptedCloud.ID, 1, 0, Optional.empty()));
        nodes.cycle();
        assertThat(nodes.decisions(Decision.Kind.QUARANTINE)).isEqualTo(1);
        assertThat(verdict()).isEqualTo(new CycleVerdict(ScriptedCloud.ID, 2, 1, Optional.empty()));
    }

    @Test
    void losesNothingThatIsYoung() {
        twoCyclesWithDecisions();

        long removed = nodes.tenancy
                .database
                .database()
                .system()
                .in(handle -> CycleStore.cut(handle, ScriptedCloud.ID, Duration.ZERO));

        assertThat(removed).isZero();
        assertThat(verdict()).isEqualTo(new CycleVerdict(ScriptedCloud.ID, 2, 2, Optional.empty()));
    }

    @Test
    void cannotBeChangedByTheReconcilersOwnRole() {
        nodes.cycle();

        boolean may = nodes.tenancy.database.database().system().in(CycleLogTest::mayChange);

        assertThat(may).isFalse();
    }

    private static boolean mayChange(Handle handle) {
        return handle.createQuery("""
                        select bool_or(has_table_privilege('atom_system', t, p)) as may
                        from unnest(array['node_cycles', 'node_decisions', 'node_cycle_cuts']) t,
                            unnest(array['update', 'delete', 'truncate']) p
                        """).mapTo(Boolean.class).one();
    }
}
