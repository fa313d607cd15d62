package dev.atom.cloud.fly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.node.ClaimPhase;
import dev.atom.core.node.DrivenNodes;
import dev.atom.core.node.ReconcileReport;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.NodeTags;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Many sessions at once, within the rates that Fly allows. */
class FlyRushTest {
    /** The first few got their machines, and the others were given up. */
    @Test
    void startsAllOfATenantsSessionsThatCameAtOnce() {
        try (DrivenNodes nodes = new DrivenNodes();
                FlyFixture fly = new FlyFixture(nodes.clock(), Map.of())) {
            fly.fly.limitRates(nodes.clock());
            nodes.start(fly.provider, new ImageRef("registry.fly.io/desktop:1"), 30);
            assertThat(nodes.phases()).contains(ClaimPhase.PENDING);

            for (int second = 0; second < 120 && nodes.phases().contains(ClaimPhase.PENDING); second++) {
                nodes.second();
            }

            assertThat(nodes.phases()).hasSize(30).containsOnly(ClaimPhase.READY);
            assertThat(fly.fly.machines()).hasSize(30);
        }
    }

    /** After three pages the budget was empty, and that was taken for the end: no list of more than 3,000 was ever complete. */
    @Test
    void seesAllOfAFleetOfMorePagesThanMayBeAskedForAtOnce() {
        try (DrivenNodes nodes = new DrivenNodes();
                FlyFixture fly = new FlyFixture(nodes.clock(), Map.of())) {
            fly.fly.limitRates(nodes.clock());
            for (int i = 0; i < 6_500; i++) {
                NodeTags tags = fly.nodes.tags();
                fly.fly.seed(fly.app(), tags.name().toString(), tags.toMap());
            }

            ReconcileReport report = nodes.reap(fly.provider, fly.nodes.owner());

            assertThat(report.problem()).isEmpty();
            assertThat(report.nodes()).isEqualTo(6_500);
            assertThat(fly.asked(0)).hasSize(7);
        }
    }
}
