package dev.atom.server.config;

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

    static LogConfig from(Values values) {
        return new LogConfig(
                values.choice(Setting.LOG_LEVEL, Level.INFO), values.choice(Setting.LOG_FORMAT, Format.TEXT));
    }
}
