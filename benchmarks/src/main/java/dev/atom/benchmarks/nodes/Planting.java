package dev.atom.benchmarks.nodes;

import dev.atom.core.node.Fleet;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Puts machines into the fake and claims into the store, a tenant at a time. */
final class Planting {
    private final Fleet fleet;
    private final FlyProcess fly;
    private final NodeProvider provider;
    private final List<TenantId> tenants;
    private final Path directory;

    Planting(Fleet fleet, FlyProcess fly, NodeProvider provider, int tenants, Path directory) {
        this.fleet = fleet;
        this.fly = fly;
        this.provider = provider;
        this.tenants = fleet.tenants(tenants);
        this.directory = directory;
    }

    /** Machines with their claims. */
    void healthy(int count) throws IOException {
        for (int i = 0; i < tenants.size(); i++) {
            var claims = claims(share(count, i));
            fleet.plant(tenants.get(i), scope(i), claims, machines(i, claims));
        }
    }

    /** Claims whose machines are gone. */
    void missing(int count) {
        for (int i = 0; i < tenants.size(); i++) {
            var claims = claims(share(count, i));
            var ids = claims.stream()
                    .map(claim -> claim.toString().replace("-", ""))
                    .toList();
            fleet.plant(tenants.get(i), scope(i), claims, ids);
        }
    }

    /** Machines that no claim was ever made for. */
    void orphans(int count) throws IOException {
        for (int i = 0; i < tenants.size(); i++) {
            var unused = machines(i, claims(share(count, i)));
        }
    }

    private List<String> machines(int tenant, List<UUID> claims) throws IOException {
        var file = directory.resolve("machines");
        var store = fleet.store();
        var deadline = Instant.now().plus(Duration.ofHours(10));
        try (var lines = Files.newBufferedWriter(file)) {
            for (var claim : claims) {
                var tags = new NodeTags(
                        Site.OWNER, store, tenants.get(tenant), new SessionId(claim), new ClaimId(claim), deadline);
                var fields = new ArrayList<>(List.of(scope(tenant), tags.name().toString()));
                tags.toMap().forEach((key, value) -> fields.addAll(List.of(key, value)));
                lines.write(String.join("\t", fields));
                lines.newLine();
            }
        }
        fly.seed(file);
        return Files.readAllLines(FlyHost.idsOf(file));
    }

    private String scope(int tenant) {
        return provider.scope(tenants.get(tenant));
    }

    private int share(int count, int tenant) {
        return count / tenants.size() + (tenant < count % tenants.size() ? 1 : 0);
    }

    private static List<UUID> claims(int count) {
        var claims = new ArrayList<UUID>();
        for (int i = 0; i < count; i++) {
            claims.add(UUID.randomUUID());
        }
        return claims;
    }
}
