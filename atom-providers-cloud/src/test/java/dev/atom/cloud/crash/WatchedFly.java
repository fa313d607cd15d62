package dev.atom.cloud.crash;

import dev.atom.core.tenant.TestTime;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.NodeTags;
import dev.atom.tck.fly.FlyFake;
import dev.atom.tck.fly.FlyFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The fake's own memory of its machines, whatever its API shows. */
final class WatchedFly implements WatchedCloud {
    private static final String PREFIX = "crash";
    private static final List<FlyFault> FAULTS = List.of(
            FlyFault.CREATE_LATE,
            FlyFault.CREATE_TIMED_OUT,
            FlyFault.CREATE_REPLY_LOST,
            FlyFault.LIST_EMPTY,
            FlyFault.LIST_REGION_MISSING,
            FlyFault.RATE_LIMITED,
            FlyFault.DESTROY_STUCK,
            FlyFault.CONFIG_VANISHED);
    private static final List<FlyFault> MORE_FAULTS =
            List.of(FlyFault.LIST_HALF, FlyFault.DESTROY_REPLY_LOST, FlyFault.DOWN);

    private final TestTime time = new TestTime();
    private final FlyFake fly = FlyFake.start(time);

    @Override
    public String type() {
        return "fly";
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(
                "base_url", fly.uri().toString(),
                "token", fly.token(),
                "org", fly.org(),
                "app_name_prefix", PREFIX,
                "requests_per_second", "9999");
    }

    @Override
    public List<String> behaviours(boolean whole) {
        List<String> behaviours = new ArrayList<>(List.of("HEALTHY"));
        FAULTS.forEach(fault -> behaviours.add(fault.name()));
        if (whole) {
            MORE_FAULTS.forEach(fault -> behaviours.add(fault.name()));
        }
        return behaviours;
    }

    @Override
    public void behave(String behaviour) {
        Stream.concat(FAULTS.stream(), MORE_FAULTS.stream())
                .filter(fault -> fault.name().equals(behaviour))
                .forEach(fly::inject);
    }

    @Override
    public void heal() {
        fly.heal();
        fly.landLateCreates();
        fly.finishDestroys();
    }

    @Override
    public String image() {
        return "registry.example/desktop:1";
    }

    @Override
    public boolean keeps() {
        return true;
    }

    @Override
    public void plant(TenantId tenant, NodeTags tags) {
        time.pass(Duration.ofHours(-1));
        fly.seed(PREFIX + "-" + tenant.toString().replace("-", ""), tags.name().toString(), tags.toMap());
        time.pass(Duration.ofHours(1));
    }

    @Override
    public void exit(String claim) {
        fly.machines().stream()
                .filter(machine -> claim.equals(machine.metadata().get("atom_claim")))
                .forEach(machine -> fly.exit(machine.id()));
    }

    /** Everything here ends when it is told to. */
    @Override
    public void rest() {}

    @Override
    public Set<RunningNode> running(Set<String> owners) {
        return fly.machines().stream()
                .filter(machine -> owners.contains(machine.metadata().getOrDefault("atom_owner", "")))
                .map(machine -> new RunningNode(machine.metadata().getOrDefault("atom_claim", ""), machine.id()))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        fly.close();
    }
}
