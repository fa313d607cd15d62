package dev.atom.cloud.fly;

import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.NodeProviderFactory;
import dev.atom.spi.node.NodeRef;
import dev.atom.tck.NodeFault;
import dev.atom.tck.NodeProviderContract;
import dev.atom.tck.fly.FlyFake;
import dev.atom.tck.fly.FlyFault;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The contract, against the fake, with every fault the fake can make. */
class FlyProviderContractTest extends NodeProviderContract {
    private static final Map<NodeFault, FlyFault> FAULTS = Map.ofEntries(
            Map.entry(NodeFault.CREATE_REPLY_LOST, FlyFault.CREATE_REPLY_LOST),
            Map.entry(NodeFault.CREATE_LATE, FlyFault.CREATE_LATE),
            Map.entry(NodeFault.CREATE_FAILED, FlyFault.CREATE_FAILED),
            Map.entry(NodeFault.CREATE_REFUSED, FlyFault.OVER_QUOTA),
            Map.entry(NodeFault.LIST_INCOMPLETE, FlyFault.LIST_REGION_MISSING),
            Map.entry(NodeFault.LIST_SHORT_PAGES, FlyFault.LIST_SHORT_PAGES),
            Map.entry(NodeFault.LIST_BREAKS_OFF, FlyFault.LIST_SECOND_PAGE_FAILS),
            Map.entry(NodeFault.STATE_UNHEARD_OF, FlyFault.STATE_UNHEARD_OF),
            Map.entry(NodeFault.TAGS_LOST, FlyFault.CONFIG_VANISHED),
            Map.entry(NodeFault.DESTROY_STUCK, FlyFault.DESTROY_STUCK),
            Map.entry(NodeFault.DESTROY_REFUSED, FlyFault.DESTROY_LEASED),
            Map.entry(NodeFault.DESTROY_REPLY_LOST, FlyFault.DESTROY_REPLY_LOST),
            Map.entry(NodeFault.RATE_LIMITED, FlyFault.RATE_LIMITED),
            Map.entry(NodeFault.CREDENTIAL_REFUSED, FlyFault.TOKEN_REVOKED),
            Map.entry(NodeFault.DOWN, FlyFault.DOWN),
            Map.entry(NodeFault.UNREACHABLE, FlyFault.UNREACHABLE));

    private final FlyFake fly = FlyFake.start();

    @Override
    protected void closeService() {
        fly.close();
    }

    @Override
    protected NodeProviderFactory factory() {
        return new FlyFactory();
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "base_url",
                fly.uri().toString(),
                "token",
                fly.token(),
                "org",
                fly.org(),
                "app_name_prefix",
                "atom-test",
                "requests_per_second",
                "9999");
    }

    @Override
    protected ImageRef image() {
        return new ImageRef("registry.fly.io/desktop:1");
    }

    @Override
    protected int existing(ClaimId claim) {
        return (int) fly.machines().stream()
                .filter(machine -> claim.toString().equals(machine.metadata().get("atom_claim")))
                .count();
    }

    @Override
    protected void endWork(NodeRef node) {
        fly.exit(node.externalId());
    }

    @Override
    protected Set<NodeFault> faults() {
        return EnumSet.copyOf(FAULTS.keySet());
    }

    @Override
    protected void inject(NodeFault fault) {
        if (fault == NodeFault.LIST_BREAKS_OFF) {
            fly.inject(FlyFault.LIST_SHORT_PAGES);
        }
        fly.inject(FAULTS.getOrDefault(fault, FlyFault.DOWN));
    }

    @Override
    protected void heal() {
        fly.heal();
        fly.finishDestroys();
    }

    @Override
    protected void landLateCreates() {
        fly.landLateCreates();
    }
}
