package dev.atom.server.config;

import dev.atom.http.HttpSettings;
import dev.atom.http.access.ClientAddresses;
import dev.atom.http.access.ForwardedBy;
import dev.atom.spi.AtomException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where and for whom the server listens.
 *
 * @param http address and port, 127.0.0.1:8080 unless set, the origins whose pages may call, and the proxies that are believed,
 *     and ten seconds for running requests at the end
 * @param baseDomain when set, {@code slug.base-domain} names a tenant and has to agree with the credential
 */
public record ListenConfig(HttpSettings http, Optional<String> baseDomain) {
    private static final int DRAIN_SECONDS = 10;

    static ListenConfig from(Values values) {
        HttpSettings usual = HttpSettings.defaults();
        HttpSettings http = usual.withHost(values.text(Setting.SERVER_HOST).orElse(usual.host()))
                .withPort(values.number(Setting.SERVER_PORT, usual.port(), 0, 65_535));
        http = http.withDrain(Duration.ofSeconds(values.number(Setting.SERVER_DRAIN_SECONDS, DRAIN_SECONDS, 0, 600)));
        try {
            http = http.withCorsOrigins(values.list(Setting.SERVER_CORS_ORIGINS));
        } catch (AtomException wrong) {
            values.problem(Setting.SERVER_CORS_ORIGINS, "is wrong: " + wrong.getMessage());
        }
        http = http.withLimitFields(values.choice(Setting.LIMITS_HEADER_FIELDS, usual.limitFields()));
        List<String> proxies = values.list(Setting.SERVER_TRUSTED_PROXIES);
        ForwardedBy by = values.choice(Setting.SERVER_FORWARDED_HEADER, ForwardedBy.X_FORWARDED_FOR);
        try {
            http = proxies.isEmpty() ? http : http.withClients(ClientAddresses.behind(proxies, by));
        } catch (AtomException wrong) {
            values.problem(Setting.SERVER_TRUSTED_PROXIES, "is wrong: " + wrong.getMessage());
        }
        return new ListenConfig(http, values.text(Setting.SERVER_BASE_DOMAIN));
    }
}
