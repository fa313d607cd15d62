package dev.atom.server.config;

import dev.atom.core.node.NodeProviderConfig;
import dev.atom.core.node.NodeSettings;
import dev.atom.core.node.NodeTimes;
import dev.atom.core.node.OrphanCap;
import dev.atom.spi.AtomException;
import dev.atom.spi.Secret;
import dev.atom.spi.node.OwnerId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which providers of nodes may be used, and which gateway is asked who uses them.
 *
 * @param settings as the core takes them
 * @param guacamole the gateway, if there is one
 */
public record NodesConfig(NodeSettings settings, Optional<GuacamoleConfig> guacamole) {
    /** No provider. */
    public static final NodesConfig NONE = new NodesConfig(NodeSettings.NONE, Optional.empty());

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final String FLY = "fly";
    private static final String TOKEN = "token";

    static NodesConfig from(Values values) {
        List<NodeProviderConfig> providers = new ArrayList<>();
        values.nodeProviders().forEach((id, settings) -> providers.add(provider(id, settings, values)));
        int days = values.number(Setting.NODES_DECISIONS_DAYS, (int) NodeSettings.USUAL_RECORD.toDays(), 1, 36_500);
        return new NodesConfig(
                new NodeSettings(providers, owner(values), NodeTimes.DEFAULT, OrphanCap.DEFAULT, Duration.ofDays(days)),
                GuacamoleConfig.from(values));
    }

    private static Optional<OwnerId> owner(Values values) {
        try {
            return values.text(Setting.NODES_OWNER).map(OwnerId::new);
        } catch (AtomException malformed) {
            values.problem(Setting.NODES_OWNER, "is not an owner id: " + malformed.getMessage());
            return Optional.empty();
        }
    }

    private static NodeProviderConfig provider(String id, Map<String, String> settings, Values values) {
        if (!ID.matcher(id).matches()) {
            values.problem(ProviderValues.NODES.path() + id
                    + " is not a provider id: use lower-case letters, digits and hyphens");
        }
        Map<String, String> rest = new HashMap<>(settings);
        String type = Optional.ofNullable(rest.remove("type")).orElse(id);
        if (values.inFile(ProviderValues.NODES.path() + id + "." + TOKEN)) {
            values.problem(ProviderValues.NODES.path() + id + "." + TOKEN
                    + " is a secret and must not be in the file: set "
                    + (type.equals(FLY) ? Setting.FLY_API_TOKEN.variable() : "its variable"));
        }
        if (type.equals(FLY)) {
            values.secret(Setting.FLY_API_TOKEN).ifPresent(token -> rest.putIfAbsent(TOKEN, text(token)));
            values.text(Setting.FLY_APP_NAME_PREFIX).ifPresent(prefix -> rest.putIfAbsent("app_name_prefix", prefix));
        }
        return new NodeProviderConfig(id, type, rest);
    }

    private static String text(Secret token) {
        try (token) {
            return token.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
