package dev.atom.server.config;

import dev.atom.http.HttpSettings;
import dev.atom.spi.AtomException;
import java.util.Optional;

/**
 * Where and for whom the server listens.
 *
 * @param http address and port, 127.0.0.1:8080 unless set, and the origins whose pages may call
 * @param baseDomain when set, {@code slug.base-domain} names a tenant and has to agree with the credential
 */
public record ListenConfig(HttpSettings http, Optional<String> baseDomain) {
    static ListenConfig from(Values values) {
        HttpSettings usual = HttpSettings.defaults();
        HttpSettings http = usual.withHost(values.text(Setting.SERVER_HOST).orElse(usual.host()))
                .withPort(values.number(Setting.SERVER_PORT, usual.port(), 0, 65_535));
        try {
            http = http.withCorsOrigins(values.list(Setting.SERVER_CORS_ORIGINS));
        } catch (AtomException wrong) {
            values.problem(Setting.SERVER_CORS_ORIGINS, "is wrong: " + wrong.getMessage());
        }
        return new ListenConfig(http, values.text(Setting.SERVER_BASE_DOMAIN));
    }
}
