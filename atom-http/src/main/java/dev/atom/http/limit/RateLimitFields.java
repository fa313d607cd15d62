package dev.atom.http.limit;

import dev.atom.core.limit.Concurrency;
import dev.atom.core.limit.LimitPolicy;
import dev.atom.core.limit.LimitState;
import dev.atom.core.limit.LimitedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.LongSupplier;

/**
 * Writes how limits stand into header fields: {@code RateLimit-Policy} and {@code RateLimit}, Structured Field Lists (RFC 9651) of
 * draft-ietf-httpapi-ratelimit-headers, and {@code Retry-After} (RFC 9110 section 10.2.3). Thread-safe.
 *
 * @param syntax in which words
 * @param jitterMillis 0 to 999, each time another: added to the wait before it is rounded up, so that those who were refused
 *     together do not all come back together
 */
public record RateLimitFields(FieldSyntax syntax, LongSupplier jitterMillis) {
    /** The fields by name; empty when there is nothing to say. */
    public Map<String, String> of(List<LimitState> states) {
        if (states.isEmpty() || syntax == FieldSyntax.HIDDEN) {
            return Map.of();
        }
        StringJoiner policies = new StringJoiner(", ");
        StringJoiner standings = new StringJoiner(", ");
        for (LimitState state : states) {
            policies.add(policy(state.limit().policy()));
            standings.add(standing(state));
        }
        return Map.of("RateLimit-Policy", policies.toString(), "RateLimit", standings.toString());
    }

    /** The fields of a refusal, with {@code Retry-After} when waiting helps. */
    public Map<String, String> of(LimitedException refusal) {
        // Read first: time goes on, and the wait must not end before the window that is told beside it.
        Optional<Duration> wait = refusal.retryAfter();
        Map<String, String> fields = new HashMap<>(of(refusal.denied().states()));
        wait.ifPresent(time -> fields.put("Retry-After", Long.toString(Math.max(1, seconds(jittered(time))))));
        return fields;
    }

    private Duration jittered(Duration wait) {
        return wait.plusMillis(jitterMillis.getAsLong());
    }

    /** Policy names need no escaping: they have neither quotes nor backslashes. */
    private static String policy(LimitPolicy policy) {
        String quota = '"' + policy.name() + "\";q=" + policy.limit();
        if (policy instanceof Concurrency) {
            return quota + ";qu=\"concurrent-requests\"";
        }
        String unit = policy.name().equals("tokens") ? ";qu=\"tokens\"" : "";
        return quota + unit + ";w=" + Math.max(1, seconds(policy.window()));
    }

    private String standing(LimitState state) {
        String left = '"' + state.limit().policy().name() + "\";" + syntax.available() + '=' + state.remaining();
        if (state.limit().policy() instanceof Concurrency) {
            // A place comes free when a call ends, which nobody can foresee.
            return left;
        }
        Duration window = state.remaining() > 0 ? state.resetAfter() : state.retryAfter();
        return left + ';' + syntax.window() + '=' + seconds(window);
    }

    private static long seconds(Duration time) {
        return time.plusNanos(999_999_999).toSeconds();
    }
}
