package dev.atom.server.config;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.Locale;
import java.util.Map;

/**
 * What is logged, and how.
 *
 * @param level the least serious level that is printed
 * @param format how it looks
 */
public record LogConfig(Level level, Format format) {
    /** Levels, as the product's documents define them. */
    public enum Level {
        DEBUG,
        INFO,
        WARN,
        /** Only errors and warnings: the same as {@link #WARN}. */
        ERROR
    }

    /** Formats. */
    public enum Format {
        /** For people. */
        TEXT,
        /** One JSON object a line, for machines. */
        JSON
    }

    /**
     * What a command prints beside its results: as text, at the level that {@code LOG_LEVEL} says, warnings unless set.
     *
     * @throws AtomException VALIDATION_ERROR when it says anything else
     */
    public static LogConfig forPeople(Map<String, String> environment) {
        String level = environment.getOrDefault(Setting.LOG_LEVEL.variable(), "WARN");
        try {
            return new LogConfig(Level.valueOf(level.toUpperCase(Locale.ROOT)), Format.TEXT);
        } catch (IllegalArgumentException unknown) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR, "LOG_LEVEL is not one of debug, info, warn, error", unknown);
        }
    }

    static LogConfig from(Values values) {
        return new LogConfig(
                values.choice(Setting.LOG_LEVEL, Level.INFO), values.choice(Setting.LOG_FORMAT, Format.TEXT));
    }
}
