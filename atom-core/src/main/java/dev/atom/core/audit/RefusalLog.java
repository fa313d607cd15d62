package dev.atom.core.audit;

import dev.atom.core.db.TenantDb;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes refusals for the audit log and writes them a moment later: a refused request costs no transaction, and refusals of one
 * actor, thing, outcome and address within that moment share a row, which counts them and keeps the request of the first.
 * Bounded: whoever provokes refusals fills neither memory nor the log. Of actors nobody knows, who may have as many addresses as
 * they like, those after the first {@value #MOST_STRANGERS} share a row without an address. Taking never blocks and never fails.
 * Thread-safe.
 */
public final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

    /** The most different refusals that wait. */
    static final int MOST = 10_000;

    /** The most different refusals of strangers that wait with an address of their own. */
    static final int MOST_STRANGERS = 100;

    private final TenantDb db;
    private final AuditLog log;
    private final Map<AuditEvent, Counted> waiting = new ConcurrentHashMap<>();
    private final Map<AuditEvent, Counted> strangers = new ConcurrentHashMap<>();
    private final LongAdder lost = new LongAdder();

    RefusalLog(TenantDb db, AuditLog log) {
        this.db = db;
        this.log = log;
    }

    private record Counted(AuditEvent first, long count) {
        Counted with(Counted later) {
            return new Counted(first, count + later.count);
        }

        AuditEvent event() {
            Map<String, String> details = new HashMap<>(first.details());
            if (count > 1) {
                details.put("count", Long.toString(count));
            }
            return first.withDetails(details);
        }
    }

    /** Takes a refusal. */
    public void note(AuditEvent refusal) {
        AuditEvent kind = kind(refusal, refusal.actor().origin().ip());
        if (refusal.actor().kind() == Actor.Kind.ANONYMOUS) {
            boolean crowd = strangers.size() >= MOST_STRANGERS && !strangers.containsKey(kind);
            AuditEvent shared = crowd ? kind(refusal, Optional.empty()) : kind;
            note(strangers, shared, crowd ? shared : refusal);
        } else {
            note(waiting, kind, refusal);
        }
    }

    private void note(Map<AuditEvent, Counted> to, AuditEvent kind, AuditEvent refusal) {
        if (to.size() >= MOST && !to.containsKey(kind)) {
            lost.increment();
            return;
        }
        to.merge(kind, new Counted(refusal, 1), Counted::with);
    }

    /** Writes what waits. What cannot be written because the database is away waits on. */
    public synchronized void flush() {
        long overflow = lost.sumThenReset();
        if (overflow > 0) {
            LOG.atError().log("{} refusals are not in the audit log: {} different ones waited already", overflow, MOST);
        }
        flush(waiting);
        flush(strangers);
    }

    private void flush(Map<AuditEvent, Counted> from) {
        Map<TenantId, List<AuditEvent>> byTenant = new TreeMap<>();
        for (AuditEvent kind : List.copyOf(from.keySet())) {
            byTenant.computeIfAbsent(kind.tenant(), tenant -> new ArrayList<>()).add(kind);
        }
        byTenant.forEach((tenant, kinds) -> write(from, tenant, kinds));
    }

    private void write(Map<AuditEvent, Counted> from, TenantId tenant, List<AuditEvent> kinds) {
        Map<AuditEvent, Counted> taken = new HashMap<>();
        kinds.forEach(kind -> Optional.ofNullable(from.remove(kind)).ifPresent(counted -> taken.put(kind, counted)));
        try {
            db.run(
                    tenant,
                    handle -> log.recordAll(
                            handle, taken.values().stream().map(Counted::event).toList()));
        } catch (AtomException failed) {
            if (failed.code() == ErrorCode.UNAVAILABLE) {
                taken.forEach((kind, counted) -> from.merge(kind, counted, Counted::with));
                LOG.atWarn().setCause(failed).log("{} refusals wait for the audit log", taken.size());
            } else {
                LOG.atError().setCause(failed).addKeyValue("tenant", tenant).log("{} refusals are lost", taken.size());
            }
        }
    }

    /** What refusals that share a row have in common. */
    private static AuditEvent kind(AuditEvent refusal, Optional<String> ip) {
        Actor actor = refusal.actor();
        Origin shared = new Origin(Optional.empty(), ip, Optional.empty());
        return new AuditEvent(
                refusal.tenant(),
                refusal.workspace(),
                new Actor(actor.kind(), actor.id(), shared),
                refusal.action(),
                refusal.resource(),
                refusal.outcome(),
                refusal.details());
    }
}
