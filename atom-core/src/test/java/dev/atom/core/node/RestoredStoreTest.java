package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.tenant.TenancyFixture;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.StoreIncarnation;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store that was put back to an earlier state does not know what happened since, and must not act as if nothing had. */
class RestoredStoreTest {
    private final NodeFixture nodes = new NodeFixture();

    @AfterEach
    void close() {
        nodes.close();
    }

    private void dump() {
        for (String table : new String[] {"node_store", "compute_sessions", "node_claims"}) {
            nodes.tenancy.superuser("create table dump_" + table + " as select * from " + table);
        }
    }

    /** As a dump is loaded: the rows as they were, written by other transactions. */
    private void restore() {
        nodes.tenancy.superuser("delete from node_claims; delete from compute_sessions; delete from node_store");
        for (String table : new String[] {"node_store", "compute_sessions", "node_claims"}) {
            nodes.tenancy.superuser("insert into " + table + " select * from dump_" + table);
        }
    }

    @Test
    void leavesNodesAloneThatItDoesNotKnowUntilTheirDeadline() {
        ComputeSession known = nodes.start();
        dump();
        ComputeSession forgotten = nodes.start();
        StoreIncarnation before = nodes.incarnation();
        restore();

        for (int i = 0; i < 10; i++) {
            nodes.pass(Duration.ofMinutes(4));
            nodes.service.sessions().heartbeat(nodes.caller, known.id());
            nodes.cycle();
        }

        assertThat(nodes.incarnation()).isNotEqualTo(before);
        assertThat(nodes.cloud.destroyed).isEmpty();
        assertThat(nodes.cloud.claims())
                .containsExactly(known.claim().id(), forgotten.claim().id());
        assertThat(nodes.decisions(Decision.Kind.QUARANTINE)).isEqualTo(1);
        assertThat(nodes.service
                        .cleanupOrphanedNodes(ReconcileMode.DRY_RUN)
                        .get(0)
                        .findings())
                .extracting(ReconcileReport.Finding::decision)
                .containsExactly("QUARANTINE");
        nodes.pass(Duration.ofMinutes(20).plus(NodeFixture.LONGER_THAN_A_CREATE));
        nodes.cycle();
        assertThat(nodes.cloud.nodes()).isEmpty();
    }

    @Test
    void givesTheLeasesItRemembersTheirWholeTimeAgain() {
        ComputeSession session = nodes.start();
        dump();
        nodes.tenancy.superuser("update dump_node_claims set lease_until = lease_until - interval '10 minutes'");
        restore();

        nodes.cycle();

        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
    }

    /** The row as a physical copy brings it: written by the same transaction, but elsewhere. */
    private void recordPlace(String cluster, String database, String timeline) {
        nodes.tenancy.superuser("update node_store set place = " + cluster + " || '/' || " + database + " || '/' || "
                + timeline + ", written_by = pg_current_xact_id()::xid::text");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a copy of the files in another cluster, '7000000000000000001', DATABASE, TIMELINE",
        "another database of the cluster, CLUSTER, '1', TIMELINE",
        "a recovery to a point in time or a promoted replica, CLUSTER, DATABASE, '000000FF'"
    })
    void beginsAnotherLifeIn(String what, String cluster, String database, String timeline) {
        ComputeSession session = nodes.start();
        nodes.tenancy.superuser("update node_claims set lease_until = clock_timestamp() - interval '10 minutes'");
        StoreIncarnation before = nodes.incarnation();
        recordPlace(part(cluster), part(database), part(timeline));

        nodes.cycle();

        assertThat(nodes.incarnation()).as(what).isNotEqualTo(before);
        assertThat(nodes.phase(session)).as(what).isEqualTo(ClaimPhase.READY);
        StoreIncarnation begun = nodes.incarnation();
        nodes.cycle();
        assertThat(nodes.incarnation()).as(what).isEqualTo(begun);
    }

    /** What a place consists of, as the database says it or as a copy remembers it. */
    private static String part(String text) {
        return switch (text) {
            case "CLUSTER" -> "(select system_identifier from pg_control_system())";
            case "DATABASE" -> "(select oid from pg_database where datname = current_database())";
            case "TIMELINE" -> "(select lpad(upper(to_hex(timeline_id)), 8, '0') from pg_control_checkpoint())";
            default -> "'" + text + "'";
        };
    }

    @Test
    void goesOnWithTheSameLifeWhereAllThreeAreAsTheyWere() {
        StoreIncarnation before = nodes.incarnation();
        recordPlace(part("CLUSTER"), part("DATABASE"), part("TIMELINE"));

        nodes.cycle();

        assertThat(nodes.incarnation()).isEqualTo(before);
    }

    @Test
    void takesAnOperatorsWordForWhatItCannotNotice() {
        StoreIncarnation before = nodes.incarnation();
        nodes.start();
        nodes.cycle();
        assertThat(nodes.incarnation()).isEqualTo(before);

        nodes.service.storeWasRestored(TenancyFixture.TESTER);

        assertThat(nodes.incarnation()).isNotEqualTo(before);
        assertThat(nodes.tenancy.actions(TenantId.PLATFORM)).contains("store.restored");
    }

    @Test
    void goesOnDestroyingWhatItKnewToBeReleased() {
        ComputeSession session = nodes.start();
        nodes.cloud.ignoredDestroys = 1;
        nodes.end(session);
        dump();
        restore();
        nodes.pass(Duration.ofMinutes(6));

        nodes.cycle();

        assertThat(nodes.cloud.nodes()).isEmpty();
    }
}
