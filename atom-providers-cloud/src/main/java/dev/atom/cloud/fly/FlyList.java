package dev.atom.cloud.fly;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atom.spi.node.Completeness;
import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.NodeListing;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.Reason;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Pages of machines: of the organisation, which lags and may miss regions, or of one app. */
final class FlyList {
    private final FlyRows rows;
    private final FlyTrust trust;
    private final Clock clock;

    FlyList(FlyRows rows, FlyTrust trust, Clock clock) {
        this.rows = rows;
        this.trust = trust;
        this.clock = clock;
    }

    NodeListing list(NodeSelector selector, Optional<Cursor> from, FlyCalls calls) {
        Instant asOf = clock.instant();
        if (!selector.scope().map(FlySettings::isName).orElse(true)) {
            return new NodeListing.Unavailable(
                    new Reason(Reason.Kind.INVALID, "the scope is not the name of an app"), Optional.empty());
        }
        try {
            return selector.scope().isPresent()
                    ? ofApp(selector.scope().get(), selector, from, calls, asOf)
                    : ofOrg(selector, from, calls, asOf);
        } catch (FlyFailure failed) {
            return new NodeListing.Unavailable(failed.reason(), failed.retryAfter());
        }
    }

    private NodeListing ofApp(String app, NodeSelector selector, Optional<Cursor> from, FlyCalls calls, Instant asOf)
            throws FlyFailure {
        FlyReply reply = calls.appMachines(app, from);
        if (reply.status() == 404 && trust.sees(app, calls)) {
            return new NodeListing.Page(List.of(), Optional.empty(), Completeness.of(Set.of(app), asOf));
        }
        if (!reply.succeeded() || !reply.body().isArray()) {
            return unavailable(reply);
        }
        trust.saw(app);
        Set<String> missing = new HashSet<>();
        List<ObservedNode> nodes = new ArrayList<>();
        reply.body().forEach(row -> add(app, row, selector, nodes, missing));
        Completeness completeness = new Completeness(missing.isEmpty(), Set.of(app), missing, asOf);
        return new NodeListing.Page(nodes, reply.next().map(Cursor::new), completeness);
    }

    private NodeListing ofOrg(NodeSelector selector, Optional<Cursor> from, FlyCalls calls, Instant asOf)
            throws FlyFailure {
        FlyReply reply = calls.orgMachines(from, FlyLimits.PAGE);
        JsonNode machines = reply.body().path("machines");
        if (!reply.succeeded() || !machines.isArray()) {
            return unavailable(reply);
        }
        Set<String> missing = new HashSet<>();
        reply.body().path("error_regions").forEach(region -> missing.add(region.asText("a region")));
        List<ObservedNode> nodes = new ArrayList<>();
        machines.forEach(row -> add(row.path("app_name").asText(""), row, selector, nodes, missing));
        String next = reply.body().path("next_cursor").asText("");
        return new NodeListing.Page(
                nodes,
                next.isEmpty() ? Optional.empty() : Optional.of(new Cursor(next)),
                new Completeness(missing.isEmpty(), Set.of(), missing, asOf));
    }

    private void add(String app, JsonNode row, NodeSelector selector, List<ObservedNode> nodes, Set<String> missing) {
        if (FlyRows.gone(row)) {
            return;
        }
        Optional<ObservedNode> node = rows.read(app, row);
        if (node.isEmpty()) {
            missing.add("a row without an id");
        }
        node.filter(selector::selects).ifPresent(nodes::add);
    }

    private static NodeListing unavailable(FlyReply reply) {
        Reason reason = reply.succeeded()
                ? new Reason(Reason.Kind.PROVIDER_ERROR, "Fly answered with something that is no list of machines")
                : FlyErrors.reason(reply);
        return new NodeListing.Unavailable(reason, FlyErrors.retryAfter(reason));
    }
}
