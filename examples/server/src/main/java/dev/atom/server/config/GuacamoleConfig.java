package dev.atom.server.config;

import dev.atom.cloud.guacamole.GuacamoleGateway;
import dev.atom.core.node.GatewayPolls;
import dev.atom.spi.AtomException;
import dev.atom.spi.Secret;
import dev.atom.spi.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Apache Guacamole that is asked who is connected.
 *
 * @param instances the settings of each of its instances, the password among them; copied
 * @param polls how they are asked
 */
public record GuacamoleConfig(List<Settings> instances, GatewayPolls polls) {
    private static final String NAME = "nodes.guacamole";

    /** Copies the settings. */
    public GuacamoleConfig {
        instances = List.copyOf(instances);
    }

    static Optional<GuacamoleConfig> from(Values values) {
        List<String> urls = values.list(Setting.GUACAMOLE_BASE_URL);
        Map<String, String> common = new HashMap<>();
        common.put("allow_http", Boolean.toString(values.flag(Setting.GUACAMOLE_ALLOW_HTTP, false)));
        values.text(Setting.GUACAMOLE_USER).ifPresent(user -> common.put("user", user));
        values.secret(Setting.GUACAMOLE_PASSWORD).ifPresent(password -> common.put("password", text(password)));
        values.text(Setting.GUACAMOLE_DATA_SOURCE).ifPresent(source -> common.put("data_source", source));
        GatewayPolls usual = GatewayPolls.DEFAULT;
        int seconds = values.number(
                Setting.GUACAMOLE_INTERVAL_SECONDS, (int) usual.every().toSeconds(), 1, 120);
        int missed = values.number(Setting.GUACAMOLE_MISSED_POLLS, usual.missed(), 2, 100);
        if (urls.isEmpty()) {
            if (common.size() > 1) {
                values.problem("nodes.guacamole is set without its base_url: set it, or remove the rest");
            }
            return Optional.empty();
        }
        if (!common.containsKey("password")) {
            values.problem("nodes.guacamole.password is missing: set " + Setting.GUACAMOLE_PASSWORD.variable() + " or "
                    + Setting.GUACAMOLE_PASSWORD.fileVariable());
            return Optional.empty();
        }
        List<Settings> instances = new ArrayList<>();
        urls.forEach(url -> instance(url, common, values).ifPresent(instances::add));
        return Optional.of(new GuacamoleConfig(instances, new GatewayPolls(Duration.ofSeconds(seconds), missed)));
    }

    private static Optional<Settings> instance(String url, Map<String, String> common, Values values) {
        Map<String, String> all = new HashMap<>(common);
        all.put("base_url", url);
        Settings settings = Settings.of(NAME, all);
        try {
            GuacamoleGateway.hosts(settings);
            return Optional.of(settings);
        } catch (AtomException wrong) {
            values.problem(wrong.getMessage());
            return Optional.empty();
        }
    }

    private static String text(Secret password) {
        try (password) {
            return password.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
