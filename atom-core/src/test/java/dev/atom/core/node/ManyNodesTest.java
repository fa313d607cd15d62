package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.HostHealth;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeState;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cycle over a fleet that is large enough for its cost to show. */
class ManyNodesTest {
    private static final int FLEET = 3_000;

    private final NodeFixture nodes = new NodeFixture();
    private final Fleet fleet = new Fleet(nodes.tenancy.database.database(), ScriptedCloud.ID);

    @BeforeEach
    void runAFleet() {
        TenantId tenant = nodes.caller.tenant();
        List<UUID> claims = Stream.generate(UUID::randomUUID).limit(FLEET).toList();
        List<String> ids = IntStream.range(0, FLEET).mapToObj(i -> "old-" + i).toList();
        fleet.plant(tenant, "hall", claims, ids);
        for (int i = 0; i < FLEET; i++) {
            run(tenant, claims.get(i), ids.get(i));
        }
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private void run(TenantId tenant, UUID claim, String id) {
        Instant now = Instant.now();
        NodeTags tags = new NodeTags(
                NodeFixture.OWNER,
                fleet.store(),
                tenant,
                new SessionId(claim),
                new ClaimId(claim),
                now.plus(Duration.ofHours(10)));
        nodes.cloud.put(new ObservedNode(
                new NodeRef(ScriptedCloud.ID, "hall", id, id),
                tags.name().toString(),
                NodeState.RUNNING,
                Optional.of(tags),
                Optional.of(now.minus(Duration.ofMinutes(10))),
                HostHealth.OK));
    }

    @Test
    void costsNothingButPagesWhenAllAreHealthy() {
        nodes.cycle();

        assertThat(nodes.cloud.lists).isEqualTo(FLEET / nodes.cloud.pageSize);
        assertThat(nodes.cloud.gets).isZero();
        assertThat(nodes.cloud.creates).isZero();
        assertThat(nodes.cloud.destroys).isZero();
    }

    @Test
    void isSeenWholeAlthoughTheProviderLimitsTheRateOfPages() {
        nodes.cloud.earlyPages = 4;

        ReconcileReport report =
                nodes.service.cleanupOrphanedNodes(ReconcileMode.ENFORCE).get(0);

        assertThat(report.problem()).isEmpty();
        assertThat(report.nodes()).isEqualTo(FLEET);
        assertThat(nodes.cloud.lists).isEqualTo(FLEET / nodes.cloud.pageSize + 4);
    }

    @Test
    void isNotTakenForSeenWhenAPageNeverComes() {
        nodes.cloud.earlyPages = Integer.MAX_VALUE;

        ReconcileReport report =
                nodes.service.cleanupOrphanedNodes(ReconcileMode.ENFORCE).get(0);

        assertThat(report.complete()).isFalse();
        assertThat(report.problem()).contains("RATE_LIMITED: once in a while");
        assertThat(nodes.cloud.gets).isZero();
    }

    @Test
    void isAskedAboutOneByOneOnlyWhereNodesAreMissing() {
        for (int i = 0; i < 30; i++) {
            nodes.cloud.remove(new NodeRef(ScriptedCloud.ID, "hall", "old-" + i, "old-" + i));
        }
        nodes.cycle();
        assertThat(nodes.cloud.gets).isZero();

        nodes.cycle();

        assertThat(nodes.cloud.gets).isGreaterThanOrEqualTo(30).isLessThanOrEqualTo(60);
        assertThat(nodes.cloud.creates).isZero();
    }
}
