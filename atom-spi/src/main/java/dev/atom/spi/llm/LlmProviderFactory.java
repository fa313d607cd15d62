package dev.atom.spi.llm;

import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import java.util.Set;

/**
 * Makes providers of one type. Found by {@link java.util.ServiceLoader}; being found activates nothing: an instance exists
 * only when the configuration names its type.
 */
public interface LlmProviderFactory {
    /** The type used in configuration: lower-case, {@code [a-z][a-z0-9-]{0,31}}, such as {@code openai}. */
    String type();

    /**
     * The hosts a key of such a provider may travel to, decided by configuration alone: {@code host} (https, port 443),
     * {@code host:port} (https), or {@code http://host[:port]} where plain text was asked for. The transport given to the
     * provider refuses every other.
     *
     * @throws dev.atom.spi.AtomException when a setting is wrong or unknown
     */
    Set<String> hosts(Settings settings);

    /**
     * Makes an instance; opens no connection.
     *
     * @param id what routes and vault entries call it; the type unless configured otherwise
     * @throws dev.atom.spi.AtomException when a setting is wrong or unknown
     */
    LlmProvider create(String id, Settings settings, ProviderContext context);
}
