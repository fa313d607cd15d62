package dev.atom.spi;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The configuration of one plugin instance, as flat text values. Immutable. Never holds a tenant's key: those come from
 * the vault, per call.
 */
public final class Settings {
    private final String name;
    private final Map<String, String> values;

    private Settings(String name, Map<String, String> values) {
        this.name = name;
        this.values = values;
    }

    /**
     * Settings called {@code name} in error messages, such as {@code llm.providers.openai}.
     *
     * @param values copied
     */
    public static Settings of(String name, Map<String, String> values) {
        return new Settings(name, Map.copyOf(values));
    }

    /** The value, if it is set and not blank. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /**
     * The value, which must be set.
     *
     * @throws AtomException {@link ErrorCode#VALIDATION_ERROR} naming the setting
     */
    public String required(String key) {
        return text(key).orElseThrow(() -> invalid(key, "is missing: set it"));
    }

    /** The comma-separated values, stripped, without empty ones; empty when it is not set. */
    public List<String> list(String key) {
        return text(key)
                .map(value -> Arrays.stream(value.split(",", -1))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .toList())
                .orElse(List.of());
    }

    /**
     * Refuses every key that is not in {@code known}, so that a misspelt setting stops the start.
     *
     * @throws AtomException {@link ErrorCode#VALIDATION_ERROR} naming the unknown ones
     */
    public void allowOnly(Set<String> known) {
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    name + " has unknown settings " + unknown + ": it knows " + new TreeSet<>(known));
        }
    }

    /** An error about one of these settings, for a plugin's own checks. */
    public AtomException invalid(String key, String problem) {
        return new AtomException(ErrorCode.VALIDATION_ERROR, name + "." + key + " " + problem);
    }
}
