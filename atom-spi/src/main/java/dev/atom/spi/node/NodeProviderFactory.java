package dev.atom.spi.node;

import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import java.util.Set;

/**
 * Makes node providers of one type. Found by {@link java.util.ServiceLoader}; being found activates nothing: an instance
 * exists only when the configuration names its type.
 */
public interface NodeProviderFactory {
    /** The type used in configuration: lower-case, {@code [a-z][a-z0-9-]{0,31}}, such as {@code fly}. */
    String type();

    /**
     * The hosts the provider's credential may travel to, written as for
     * {@link dev.atom.spi.llm.LlmProviderFactory#hosts}; empty when it sends nothing. The transport given to the provider
     * refuses every other.
     *
     * @throws dev.atom.spi.AtomException when a setting is wrong or unknown
     */
    Set<String> hosts(Settings settings);

    /**
     * Makes an instance; opens no connection and starts nothing. Its credential is one of the settings: nothing is read from
     * the environment.
     *
     * @param id what claims and refs call it
     * @throws dev.atom.spi.AtomException when a setting is wrong or unknown
     */
    NodeProvider create(String id, Settings settings, ProviderContext context);
}
