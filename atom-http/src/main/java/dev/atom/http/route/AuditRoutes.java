package dev.atom.http.route;

import static dev.atom.core.identity.Permission.AUDIT_READ;

import dev.atom.core.audit.AuditEntry;
import dev.atom.core.audit.AuditFilter;
import dev.atom.core.audit.AuditTrail;
import dev.atom.core.audit.AuditVerdict;
import dev.atom.core.audit.AuditVerdict.Broken;
import dev.atom.core.audit.AuditVerdict.Intact;
import dev.atom.http.route.Route.Method;
import dev.atom.spi.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The caller's tenant's audit log: to be read, and to be checked. */
final class AuditRoutes {
    private static final String ALL = "/api/v1/audit";

    private final AuditTrail trail;

    AuditRoutes(AuditTrail trail) {
        this.trail = trail;
    }

    List<Route> routes() {
        return List.of(
                Route.needs(AUDIT_READ, Method.GET, ALL, this::list),
                Route.needs(AUDIT_READ, Method.POST, ALL + "/verify", this::verify));
    }

    private void list(Call call) {
        AuditFilter filter = new AuditFilter(
                call.query("actor"),
                call.query("action"),
                call.query("resource"),
                call.instant("from"),
                call.instant("to"));
        call.page(trail.log().list(call.caller(), filter, call.page()), EntryBody::of);
    }

    private void verify(Call call) {
        call.data(VerdictBody.of(trail.verifier().verify(call.caller().tenant())));
    }

    private record ActorBody(String kind, String id, Optional<String> ip, Optional<String> userAgent) {}

    private record EntryBody(
            long seq,
            UUID id,
            Instant at,
            ActorBody actor,
            Optional<UUID> workspaceId,
            String action,
            String resource,
            String outcome,
            Optional<String> requestId,
            Map<String, String> details) {
        EntryBody {
            details = Map.copyOf(details);
        }

        static EntryBody of(AuditEntry entry) {
            var actor = entry.actor();
            return new EntryBody(
                    entry.seq(),
                    entry.id(),
                    entry.at(),
                    new ActorBody(
                            actor.kind().wireName(),
                            actor.id(),
                            actor.origin().ip(),
                            actor.origin().userAgent()),
                    entry.workspace().map(WorkspaceId::value),
                    entry.action(),
                    entry.resource(),
                    entry.outcome(),
                    actor.requestId(),
                    entry.details());
        }
    }

    private record VerdictBody(
            boolean intact,
            Optional<Long> firstSeq,
            Optional<Long> lastSeq,
            Optional<Integer> anchors,
            Optional<Long> brokenSeq,
            Optional<String> fault,
            Optional<String> explanation) {
        static VerdictBody of(AuditVerdict verdict) {
            return verdict instanceof Broken broken ? broken(broken) : intact((Intact) verdict);
        }

        private static VerdictBody intact(Intact log) {
            return new VerdictBody(
                    true,
                    Optional.of(log.first()),
                    Optional.of(log.last()),
                    Optional.of(log.anchors()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        private static VerdictBody broken(Broken log) {
            return new VerdictBody(
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(log.seq()),
                    Optional.of(log.fault().wireName()),
                    Optional.of(log.explanation()));
        }
    }
}
