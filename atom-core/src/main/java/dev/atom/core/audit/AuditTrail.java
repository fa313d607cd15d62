package dev.atom.core.audit;

import dev.atom.core.background.Repeater;
import dev.atom.core.db.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit logs of one database and what keeps them: refusals are written every second, the chains are anchored at the interval
 * that is set, old rows are removed every hour. Two threads of its own: removing the rows of years takes as long as it takes,
 * and neither refusals nor anchors wait for it. Thread-safe.
 */
public final class AuditTrail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AuditLog log;
    private final AuditVerifier verifier;
    private final RefusalLog refusals;
    private final Optional<AnchorWriter> anchors;
    private final Optional<Retention> retention;
    private final Repeater repeater = new Repeater("atom-audit");
    private final Repeater remover = new Repeater("atom-audit-retention");

    private AuditTrail(Database database, Clock clock, AuditSettings settings) {
        Optional<AnchorFile> file =
                settings.anchors().map(wanted -> new AnchorFile(wanted.file(), AnchorKey.open(wanted.key())));
        log = new AuditLog(database.tenants(), clock);
        verifier = new AuditVerifier(database.tenants(), database.system(), file);
        refusals = new RefusalLog(database.tenants(), log);
        anchors = file.map(known -> new AnchorWriter(database.system(), known, clock));
        retention = file.flatMap(known ->
                settings.retention().map(kept -> new Retention(database.system(), log, known.key(), kept, clock)));
    }

    /**
     * Opens it and starts its threads; the chains are anchored for the first time at once.
     *
     * @throws dev.atom.spi.AtomException VALIDATION_ERROR when the anchors' key cannot be used
     */
    public static AuditTrail open(Database database, Clock clock, AuditSettings settings) {
        AuditTrail trail = new AuditTrail(database, clock, settings);
        trail.repeater.every(SECOND, SECOND, trail.refusals::flush);
        settings.anchors().ifPresent(wanted -> trail.repeater.every(Duration.ZERO, wanted.every(), trail::anchor));
        trail.retention.ifPresent(
                unused -> trail.remover.every(Duration.ofMinutes(1), Duration.ofHours(1), trail::removeOldRows));
        return trail;
    }

    /** Who did what. */
    public AuditLog log() {
        return log;
    }

    /** Whether it is still what was written. */
    public AuditVerifier verifier() {
        return verifier;
    }

    /** Takes what was refused. */
    public RefusalLog refusals() {
        return refusals;
    }

    /** Anchors now what has grown since the last time; nothing without anchors. */
    public void anchor() {
        anchors.ifPresent(AnchorWriter::write);
    }

    /** Removes now what is older than the retention says; nothing without one. Returns how many rows. */
    public long removeOldRows() {
        return retention.map(Retention::apply).orElse(0L);
    }

    private static void quietly(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failed) {
            LOG.atError().setCause(failed).log("the audit log could not be closed in order");
        }
    }

    /** Removes no further rows, writes the refusals that wait, anchors the chains as they end, and ends the threads. */
    @Override
    public void close() {
        retention.ifPresent(Retention::stop);
        remover.close();
        repeater.close();
        quietly(refusals::flush);
        quietly(this::anchor);
    }
}
