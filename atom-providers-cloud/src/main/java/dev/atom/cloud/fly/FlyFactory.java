package dev.atom.cloud.fly;

import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeProviderFactory;
import java.util.Set;

/**
 * Type {@code fly}. Settings: {@code token} (required; what the host reads from {@code FLY_API_TOKEN}), {@code org} (required,
 * the organisation's slug), {@code app_name_prefix} (required; what the host reads from {@code FLY_APP_NAME_PREFIX}: the apps
 * are {@code PREFIX-} and the tenant's id), {@code region} (Fly's choice unless set), {@code cpu_kind} ({@code shared}),
 * {@code requests_per_second} (1, Fly's documented limit for each action), {@code base_url}
 * ({@code https://api.machines.dev}), {@code allow_http}.
 */
public final class FlyFactory implements NodeProviderFactory {
    /** For {@link java.util.ServiceLoader}. */
    public FlyFactory() {}

    @Override
    public String type() {
        return "fly";
    }

    @Override
    public Set<String> hosts(Settings settings) {
        return FlySettings.read(settings).hosts();
    }

    @Override
    public NodeProvider create(String id, Settings settings, ProviderContext context) {
        FlySettings read = FlySettings.read(settings);
        return new FlyProvider(id, read, new FlyApi(read, context.transport(), context.clock()), context.clock());
    }
}
