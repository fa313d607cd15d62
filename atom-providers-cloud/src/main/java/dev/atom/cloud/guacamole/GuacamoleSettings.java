package dev.atom.cloud.guacamole;

import dev.atom.spi.BaseUrl;
import dev.atom.spi.Secret;
import dev.atom.spi.Settings;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The settings of one instance.
 *
 * @param baseUrl where Guacamole is, such as {@code https://desk.example/guacamole}, without {@code /api}
 * @param user who logs in
 * @param password its password
 * @param dataSource where connections are kept; empty for the user's own
 */
record GuacamoleSettings(URI baseUrl, String user, Secret password, Optional<String> dataSource) {
    private static final Set<String> KNOWN = Set.of("base_url", "allow_http", "user", "password", "data_source");
    private static final Pattern DATA_SOURCE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    static GuacamoleSettings read(Settings settings) {
        settings.allowOnly(KNOWN);
        Optional<String> source = settings.text("data_source");
        if (source.isPresent() && !isDataSource(source.get())) {
            throw settings.invalid("data_source", "is not one: write its identifier, such as postgresql");
        }
        return new GuacamoleSettings(
                BaseUrl.read(settings).orElseThrow(() -> settings.invalid("base_url", "is missing: set it")),
                settings.required("user"),
                Secret.of(settings.required("password")),
                source);
    }

    /** Whether a text can be the identifier of a data source, and so a part of a path. */
    static boolean isDataSource(String text) {
        return DATA_SOURCE.matcher(text).matches();
    }

    /** What the transport may reach. */
    Set<String> hosts() {
        return Set.of(BaseUrl.host(baseUrl));
    }
}
