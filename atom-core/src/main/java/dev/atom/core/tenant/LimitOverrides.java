package dev.atom.core.tenant;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What the platform's administrator gives a tenant instead of what its plan allows; what is empty is the plan's.
 *
 * @param requestsPerMinute 1 to {@value #MOST_REQUESTS}
 * @param tokensPerMinute tokens of LLM calls, 1 to {@value #MOST_TOKENS}
 * @param concurrentCalls LLM calls under way at once, 1 to {@value #MOST_CALLS}
 */
public record LimitOverrides(
        Optional<Integer> requestsPerMinute, Optional<Integer> tokensPerMinute, Optional<Integer> concurrentCalls) {
    /** Everything as the plan says. */
    public static final LimitOverrides NONE = new LimitOverrides(Optional.empty(), Optional.empty(), Optional.empty());

    /** The most requests a minute. */
    public static final int MOST_REQUESTS = 1_000_000;

    /** The most tokens a minute. */
    public static final int MOST_TOKENS = 1_000_000_000;

    /** The most calls at once. */
    public static final int MOST_CALLS = 100_000;

    /** Checks the ranges; VALIDATION_ERROR. */
    public LimitOverrides {
        check("requests_per_minute", requestsPerMinute, MOST_REQUESTS);
        check("tokens_per_minute", tokensPerMinute, MOST_TOKENS);
        check("concurrent_calls", concurrentCalls, MOST_CALLS);
    }

    /** Another number of requests a minute, all else as the plan says. */
    public static LimitOverrides requests(int perMinute) {
        return new LimitOverrides(Optional.of(perMinute), Optional.empty(), Optional.empty());
    }

    static LimitOverrides of(ResultSet row) throws SQLException {
        return new LimitOverrides(
                number(row, "requests_per_minute"), number(row, "tokens_per_minute"), number(row, "concurrent_calls"));
    }

    private static Optional<Integer> number(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, Integer.class));
    }

    private static void check(String name, Optional<Integer> value, int most) {
        if (value.filter(number -> number < 1 || number > most).isPresent()) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR, "limits." + name + " must be 1 to " + most + ", or left to the plan");
        }
    }
}
