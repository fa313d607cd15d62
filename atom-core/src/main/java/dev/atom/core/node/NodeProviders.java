package dev.atom.core.node;

import dev.atom.core.transport.HostGuard;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import dev.atom.spi.http.HttpTransport;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeProviderFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Makes the configured providers. A factory on the class path that the configuration does not name makes nothing. */
public final class NodeProviders {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    private NodeProviders() {}

    /**
     * The providers that are configured, in that order; the caller closes them.
     *
     * @param found the types at hand
     * @param transport the host's; each provider gets it for its own hosts only
     * @throws AtomException VALIDATION_ERROR when an id, a type or a setting is wrong
     */
    public static List<NodeProvider> open(
            List<NodeProviderConfig> configured,
            Iterable<NodeProviderFactory> found,
            HttpTransport transport,
            Clock clock) {
        Map<String, NodeProviderFactory> factories = new TreeMap<>();
        for (NodeProviderFactory factory : found) {
            if (factories.putIfAbsent(factory.type(), factory) != null) {
                throw invalid("two jars offer the node provider type " + factory.type() + ": remove one");
            }
        }
        Map<String, NodeProvider> opened = new LinkedHashMap<>();
        for (NodeProviderConfig config : configured) {
            NodeProviderFactory factory = factories.get(config.type());
            if (factory == null) {
                throw invalid("node provider " + config.id() + " has the type " + config.type()
                        + ", which no jar offers: known are " + factories.keySet()
                        + "; add the jar or correct the type");
            }
            if (!ID.matcher(config.id()).matches() || opened.containsKey(config.id())) {
                throw invalid("node provider id " + config.id() + " is taken or does not match [a-z][a-z0-9-]{0,31}");
            }
            Settings settings = Settings.of("nodes.providers." + config.id(), config.settings());
            HttpTransport guarded = new HostGuard(config.id(), factory.hosts(settings), transport);
            opened.put(config.id(), factory.create(config.id(), settings, new ProviderContext(guarded, clock)));
        }
        return new ArrayList<>(opened.values());
    }

    private static AtomException invalid(String message) {
        return new AtomException(ErrorCode.VALIDATION_ERROR, message);
    }
}
