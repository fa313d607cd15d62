package dev.atom.http.route;

import dev.atom.core.tenant.LimitOverrides;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A tenant's own limits on the wire, in both directions; what is absent or null is its plan's. */
record LimitsBody(
        @Nullable Integer requestsPerMinute,
        @Nullable Integer tokensPerMinute,
        @Nullable Integer concurrentCalls) {
    static LimitsBody of(LimitOverrides limits) {
        return new LimitsBody(
                limits.requestsPerMinute().orElse(null),
                limits.tokensPerMinute().orElse(null),
                limits.concurrentCalls().orElse(null));
    }

    LimitOverrides toOverrides() {
        return new LimitOverrides(
                Optional.ofNullable(requestsPerMinute),
                Optional.ofNullable(tokensPerMinute),
                Optional.ofNullable(concurrentCalls));
    }
}
