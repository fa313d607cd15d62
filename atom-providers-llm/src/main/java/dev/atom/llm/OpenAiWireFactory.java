package dev.atom.llm;

import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import dev.atom.spi.llm.LlmProvider;
import dev.atom.spi.llm.LlmProviderFactory;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The part that all vendors share; each adds its {@link #vendor}. */
abstract class OpenAiWireFactory implements LlmProviderFactory {
    private final String type;
    private final Set<String> known;

    /**
     * A factory for one type.
     *
     * @param own the settings only this vendor knows
     */
    OpenAiWireFactory(String type, String... own) {
        this.type = type;
        this.known = Stream.concat(Stream.of("base_url", "allow_http", "model_prefixes"), Stream.of(own))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Reads the settings, which hold no unknown key. */
    abstract Vendor vendor(Settings settings);

    @Override
    public final String type() {
        return type;
    }

    @Override
    public final Set<String> hosts(Settings settings) {
        return checked(settings).hosts();
    }

    @Override
    public final LlmProvider create(String id, Settings settings, ProviderContext context) {
        return new OpenAiCompatibleProvider(id, checked(settings), context.transport());
    }

    private Vendor checked(Settings settings) {
        settings.allowOnly(known);
        return vendor(settings);
    }
}
