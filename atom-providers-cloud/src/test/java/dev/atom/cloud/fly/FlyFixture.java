package dev.atom.cloud.fly;

import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.NodeProvider;
import dev.atom.tck.BlockingTransport;
import dev.atom.tck.CapturedRequest;
import dev.atom.tck.NodeFixture;
import dev.atom.tck.fly.FlyFake;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A provider that speaks to a fake of its own. */
final class FlyFixture implements AutoCloseable {
    final FlyFake fly = FlyFake.start();
    final TenantId tenant = new TenantId(UUID.fromString("01234567-89ab-4cde-8f01-23456789abcd"));
    final NodeProvider provider;
    final NodeFixture nodes;

    FlyFixture(Map<String, String> more) {
        this(Clock.systemUTC(), more);
    }

    FlyFixture(Clock clock, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(settings(fly));
        settings.putAll(more);
        provider = new FlyFactory()
                .create("fly", Settings.of("nodes.fly", settings), new ProviderContext(new BlockingTransport(), clock));
        nodes = new NodeFixture(provider, new ImageRef("registry.fly.io/desktop:1"), tenant);
    }

    static FlyFixture unlimited() {
        return new FlyFixture(Map.of("requests_per_second", "9999"));
    }

    static Map<String, String> settings(FlyFake fly) {
        return Map.of(
                "base_url", fly.uri().toString(),
                "token", fly.token(),
                "org", fly.org(),
                "app_name_prefix", "atom-test");
    }

    /** The app of the tenant. */
    String app() {
        return provider.scope(tenant);
    }

    /** What was asked of the fake since, as method and target. */
    List<String> asked(int from) {
        List<CapturedRequest> all = fly.requests();
        return all.subList(from, all.size()).stream()
                .map(CapturedRequest::toString)
                .toList();
    }

    @Override
    public void close() {
        provider.close();
        fly.close();
    }
}
