package dev.atom.core.audit;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How audit logs are kept.
 *
 * @param anchors where the logs are anchored outside the database; without it, a log whose end or whole was replaced by
 *     somebody who can write to the database cannot be told from the true one
 * @param retention how long rows are kept, at least a day; for ever when absent. Needs anchors, whose key signs each cut
 */
public record AuditSettings(Optional<Anchoring> anchors, Optional<Duration> retention) {
    /** No anchors, rows for ever. */
    public static final AuditSettings NONE = new AuditSettings(Optional.empty(), Optional.empty());

    /**
     * Checks the values.
     *
     * @throws AtomException VALIDATION_ERROR
     */
    public AuditSettings {
        retention.ifPresent(kept -> {
            if (kept.compareTo(Duration.ofDays(1)) < 0) {
                throw wrong("audit retention must be at least a day, not " + kept);
            }
        });
        if (retention.isPresent() && anchors.isEmpty()) {
            throw wrong("audit retention needs anchors: set an anchor file, its key signs what was removed");
        }
    }

    /**
     * Where and how often the logs are anchored.
     *
     * @param file appended to; lies where the database's administrators cannot write, best where nothing can be taken back
     * @param key the file with the key that signs; made when it is missing
     * @param every one second to one day; what an administrator of the database does to rows younger than the last anchor
     *     may stay unnoticed
     */
    public record Anchoring(Path file, Path key, Duration every) {
        /** How often when nobody says: every five minutes. */
        public static final Duration USUAL = Duration.ofMinutes(5);

        /**
         * Checks the interval.
         *
         * @throws AtomException VALIDATION_ERROR
         */
        public Anchoring {
            if (every.compareTo(Duration.ofSeconds(1)) < 0 || every.compareTo(Duration.ofDays(1)) > 0) {
                throw wrong("the audit anchors' interval must be 1 second to 1 day, not " + every);
            }
        }
    }

    private static AtomException wrong(String message) {
        return new AtomException(ErrorCode.VALIDATION_ERROR, message);
    }
}
