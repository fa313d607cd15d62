package dev.atom.core.node;

import java.util.Map;

/**
 * One provider of nodes to activate.
 *
 * @param id what sessions call it: {@code [a-z][a-z0-9-]{0,31}}
 * @param type the {@link dev.atom.spi.node.NodeProviderFactory#type} that makes it
 * @param settings for that factory, its credential among them; copied
 */
public record NodeProviderConfig(String id, String type, Map<String, String> settings) {
    /** Copies the settings. */
    public NodeProviderConfig {
        settings = Map.copyOf(settings);
    }

    /** A provider under its type's own name, with defaults. */
    public static NodeProviderConfig of(String type) {
        return new NodeProviderConfig(type, type, Map.of());
    }

    /** Never the settings' values, one of which may be a credential. */
    @Override
    public String toString() {
        return "NodeProviderConfig[" + id + ", " + type + ", " + settings.keySet() + "]";
    }
}
