package dev.atom.core.llm;

import dev.atom.core.transport.HostGuard;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import dev.atom.spi.http.HttpTransport;
import dev.atom.spi.llm.LlmProvider;
import dev.atom.spi.llm.LlmProviderFactory;
import dev.atom.spi.llm.OpenAiWire;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The configured providers, and which of them a model name means. A factory on the class path that the configuration does
 * not name makes nothing.
 */
final class Providers {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    /** A provider with the transport its keys may use, and no other. */
    record Active(OpenAiWire provider, HttpTransport transport) {}

    private final Map<String, Active> byId = new LinkedHashMap<>();
    private final Optional<String> defaultProvider;

    Providers(LlmSettings settings, Iterable<LlmProviderFactory> found, HttpTransport transport, Clock clock) {
        Map<String, LlmProviderFactory> factories = new TreeMap<>();
        for (LlmProviderFactory factory : found) {
            if (factories.putIfAbsent(factory.type(), factory) != null) {
                throw invalid("two jars offer the provider type " + factory.type() + ": remove one");
            }
        }
        for (ProviderConfig config : settings.providers()) {
            LlmProviderFactory factory = factories.get(config.type());
            if (factory == null) {
                throw invalid("llm provider " + config.id() + " has the type " + config.type()
                        + ", which no jar offers: known are " + factories.keySet()
                        + "; add the jar or correct the type");
            }
            if (!ID.matcher(config.id()).matches() || byId.containsKey(config.id())) {
                throw invalid("llm provider id " + config.id() + " is taken or does not match [a-z][a-z0-9-]{0,31}");
            }
            byId.put(config.id(), activate(config, factory, transport, clock));
        }
        defaultProvider = settings.defaultProvider();
        defaultProvider.ifPresent(this::get);
    }

    private static Active activate(
            ProviderConfig config, LlmProviderFactory factory, HttpTransport transport, Clock clock) {
        Settings settings = Settings.of("llm.providers." + config.id(), config.settings());
        HttpTransport guarded = new HostGuard(config.id(), factory.hosts(settings), transport);
        LlmProvider provider = factory.create(config.id(), settings, new ProviderContext(guarded, clock));
        if (provider instanceof OpenAiWire wire) {
            return new Active(wire, guarded);
        }
        throw invalid(
                "llm provider " + config.id() + " speaks no wire format this host knows: it must implement OpenAiWire");
    }

    private static AtomException invalid(String message) {
        return new AtomException(ErrorCode.VALIDATION_ERROR, message);
    }

    /**
     * The provider of that id.
     *
     * @throws AtomException NOT_FOUND naming the configured ones
     */
    Active get(String id) {
        Active active = byId.get(id);
        if (active == null) {
            throw new AtomException(
                    ErrorCode.NOT_FOUND,
                    "no llm provider " + printable(id) + " is configured: there are " + byId.keySet());
        }
        return active;
    }

    Collection<String> ids() {
        return byId.keySet();
    }

    boolean isActive(String id) {
        return byId.containsKey(id);
    }

    Collection<Active> all() {
        return byId.values();
    }

    /**
     * Where a model name leads: {@code provider/name} first, then the longest known prefix, then the tenant's default, then
     * the host's.
     *
     * @throws AtomException NOT_FOUND when nothing matches
     */
    Route route(String model, Optional<String> tenantDefault) {
        int slash = model.indexOf('/');
        if (slash > 0 && slash < model.length() - 1 && isActive(model.substring(0, slash))) {
            return new Route(get(model.substring(0, slash)).provider(), model.substring(slash + 1));
        }
        Optional<OpenAiWire> known = byPrefix(model);
        if (known.isPresent()) {
            return new Route(known.get(), model);
        }
        String fallback =
                tenantDefault.filter(this::isActive).or(() -> defaultProvider).orElse("");
        if (fallback.isEmpty()) {
            throw new AtomException(
                    ErrorCode.NOT_FOUND,
                    "no provider is known for model " + printable(model) + ": write provider/name with one of "
                            + byId.keySet());
        }
        return new Route(get(fallback).provider(), model);
    }

    /** Whether a model name needs the tenant's default to be routed. */
    boolean needsDefault(String model) {
        int slash = model.indexOf('/');
        return !(slash > 0 && isActive(model.substring(0, slash)))
                && byPrefix(model).isEmpty();
    }

    private Optional<OpenAiWire> byPrefix(String model) {
        OpenAiWire best = null;
        int longest = 0;
        for (Active active : byId.values()) {
            for (String prefix : active.provider().modelPrefixes()) {
                if (prefix.length() > longest && model.startsWith(prefix)) {
                    best = active.provider();
                    longest = prefix.length();
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private static String printable(String text) {
        String bounded = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return bounded.replaceAll("\\p{Cntrl}", "?");
    }
}
