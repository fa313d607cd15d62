package dev.atom.http.route;

import static dev.atom.core.identity.Permission.NODES_READ;
import static dev.atom.core.identity.Permission.NODES_WRITE;

import dev.atom.core.node.NodeClaim;
import dev.atom.core.node.NodeService;
import dev.atom.core.node.ReconcileMode;
import dev.atom.core.node.ReconcileReport;
import dev.atom.http.route.Route.Method;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.NodeRef;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The nodes of the caller's tenant, and the cleaner, which goes over those alone; over all for the platform's own tenant. */
final class NodeRoutes {
    private static final String ALL = "/api/v1/nodes";

    private final NodeService nodes;

    NodeRoutes(NodeService nodes) {
        this.nodes = nodes;
    }

    List<Route> routes() {
        return List.of(
                Route.needs(NODES_READ, Method.GET, ALL, this::list),
                Route.needs(NODES_WRITE, Method.DELETE, ALL + "/{id}", this::release),
                Route.needs(NODES_WRITE, Method.POST, ALL + "/cleanup", this::cleanup));
    }

    private void list(Call call) {
        call.page(nodes.list(call.caller(), call.page()), NodeBody::of);
    }

    private void release(Call call) {
        call.data(NodeBody.of(nodes.release(call.caller(), ClaimId.parse(call.path("id")))));
    }

    private void cleanup(Call call) {
        ReconcileMode mode = ReconcileMode.parse(call.body(CleanupBody.class).mode());
        call.data(nodes.cleanupOrphanedNodes(call.caller(), mode).stream()
                .map(ReportBody::of)
                .toList());
    }

    private record CleanupBody(String mode) {}

    private record NodeBody(
            UUID id,
            UUID sessionId,
            String provider,
            String scope,
            Optional<String> externalId,
            String state,
            boolean blocked,
            Optional<String> reason,
            Optional<String> lastError,
            Instant createdAt,
            Instant leaseUntil,
            Instant deadline) {
        static NodeBody of(NodeClaim claim) {
            return new NodeBody(
                    claim.id().value(),
                    claim.session().value(),
                    claim.provider(),
                    claim.scope(),
                    claim.node().map(NodeRef::externalId),
                    claim.phase().name(),
                    claim.blocked(),
                    claim.reason().map(reason -> reason.name().toLowerCase(Locale.ROOT)),
                    claim.lastError(),
                    claim.createdAt(),
                    claim.leaseUntil(),
                    claim.deadline());
        }
    }

    private record ReportBody(
            String provider,
            String mode,
            boolean complete,
            Optional<String> problem,
            int nodes,
            int unaccounted,
            int heldBack,
            int lost,
            List<FindingBody> findings) {
        static ReportBody of(ReconcileReport report) {
            return new ReportBody(
                    report.provider(),
                    report.mode().wireName(),
                    report.complete(),
                    report.problem(),
                    report.nodes(),
                    report.unaccounted(),
                    report.heldBack(),
                    report.lost(),
                    report.findings().stream().map(FindingBody::of).toList());
        }
    }

    private record FindingBody(
            String decision,
            String why,
            String scope,
            String externalId,
            String name,
            Optional<UUID> tenantId,
            Optional<UUID> claimId) {
        static FindingBody of(ReconcileReport.Finding finding) {
            return new FindingBody(
                    finding.decision().toLowerCase(Locale.ROOT),
                    finding.why(),
                    finding.node().scope(),
                    finding.node().externalId(),
                    finding.name(),
                    finding.tenant().map(TenantId::value),
                    finding.claim().map(ClaimId::value));
        }
    }
}
