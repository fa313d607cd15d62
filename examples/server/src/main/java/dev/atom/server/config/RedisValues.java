package dev.atom.server.config;

import dev.atom.core.limit.RedisSettings;
import dev.atom.spi.AtomException;
import dev.atom.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** The Redis that instances share their limits through. Its URL may hold a password, so it comes as secrets do. */
final class RedisValues {
    private RedisValues() {}

    static Optional<RedisSettings> from(Values values) {
        boolean cluster = values.flag(Setting.REDIS_CLUSTER, false);
        int timeout = values.number(Setting.REDIS_TIMEOUT_MS, 100, 1, 10_000);
        int instances = values.number(Setting.REDIS_INSTANCES, 1, 1, 10_000);
        return values.secret(Setting.REDIS_URL).flatMap(url -> at(url, values)).map(settings -> settings.cluster(
                        cluster)
                .timeout(Duration.ofMillis(timeout))
                .instances(instances)
                .build());
    }

    private static Optional<RedisSettings.Builder> at(Secret url, Values values) {
        try (url) {
            return Optional.of(RedisSettings.at(url.use(bytes -> new String(bytes, StandardCharsets.UTF_8))));
        } catch (AtomException wrong) {
            values.problem(wrong.getMessage());
            return Optional.empty();
        }
    }
}
