package dev.atom.server.config;

import dev.atom.core.audit.AuditSettings;
import dev.atom.core.audit.AuditSettings.Anchoring;
import dev.atom.spi.AtomException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How audit logs are kept.
 *
 * @param settings anchors beside an embedded database unless another file is named, none for an external one unless a file is
 *     named; rows for ever unless a number of days is set
 */
public record AuditConfig(AuditSettings settings) {
    private static final String FILE = "audit-anchors";

    static AuditConfig from(Values values, DatabaseConfig database) {
        Optional<Path> beside = database.external().isPresent()
                ? Optional.empty()
                : Optional.of(database.dataDir().resolve(FILE));
        Optional<Path> key = values.path(Setting.AUDIT_ANCHOR_KEY_FILE);
        Duration every = Duration.ofSeconds(
                values.number(Setting.AUDIT_ANCHOR_SECONDS, (int) Anchoring.USUAL.toSeconds(), 1, 86_400));
        int days = values.number(Setting.AUDIT_RETENTION_DAYS, 0, 0, 36_500);
        Optional<Anchoring> anchors = values.path(Setting.AUDIT_ANCHOR_FILE)
                .or(() -> beside)
                .map(file -> new Anchoring(file, key.orElseGet(() -> keyOf(file)), every));
        try {
            return new AuditConfig(
                    new AuditSettings(anchors, days == 0 ? Optional.empty() : Optional.of(Duration.ofDays(days))));
        } catch (AtomException wrong) {
            values.problem(Setting.AUDIT_RETENTION_DAYS, "is wrong: " + wrong.getMessage());
            return new AuditConfig(AuditSettings.NONE);
        }
    }

    /** Anchored beside an embedded database in that directory, rows for ever. */
    public static AuditConfig beside(Path dataDir) {
        Path file = dataDir.resolve(FILE);
        return new AuditConfig(
                new AuditSettings(Optional.of(new Anchoring(file, keyOf(file), Anchoring.USUAL)), Optional.empty()));
    }

    private static Path keyOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".key");
    }
}
