package dev.atom.cloud.fly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.node.ClaimPhase;
import dev.atom.core.node.DrivenNodes;
import dev.atom.spi.node.ImageRef;
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
}
