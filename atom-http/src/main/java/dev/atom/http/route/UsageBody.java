package dev.atom.http.route;

import dev.atom.core.llm.UsageRecord;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** One call's cost on the wire. */
record UsageBody(
        UUID id,
        Instant at,
        Optional<String> requestId,
        String actor,
        String provider,
        String model,
        String origin,
        int keyVersion,
        boolean streamed,
        String outcome,
        long promptTokens,
        long completionTokens,
        boolean estimated,
        long latencyMs) {
    static UsageBody of(UsageRecord call) {
        return new UsageBody(
                call.id(),
                call.at(),
                call.requestId(),
                call.actor(),
                call.provider(),
                call.model(),
                call.origin(),
                call.keyVersion(),
                call.streamed(),
                call.outcome(),
                call.promptTokens(),
                call.completionTokens(),
                call.estimated(),
                call.latencyMillis());
    }
}
