package dev.atom.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.limit.Concurrency;
import dev.atom.core.limit.Decision;
import dev.atom.core.limit.Limit;
import dev.atom.core.limit.LimitKey;
import dev.atom.core.limit.LimitPolicy;
import dev.atom.core.limit.LimitRequest;
import dev.atom.core.limit.LimitState;
import dev.atom.core.limit.LimitedException;
import dev.atom.core.limit.SlidingWindow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitFieldsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final RateLimitFields FIELDS = new RateLimitFields(FieldSyntax.DRAFT_11, () -> 0);

    private static final LimitState REQUESTS =
            state(SlidingWindow.of("requests", 60, MINUTE), 50, Duration.ofMillis(29_001), Duration.ZERO);
    private static final LimitState EMPTY =
            state(SlidingWindow.of("requests", 60, MINUTE), 0, Duration.ofSeconds(61), Duration.ofMillis(11_999));

    @Test
    void writesStructuredFieldsOfTheDraft() {
        LimitState tokens = state(SlidingWindow.of("tokens", 100_000, MINUTE), 7, Duration.ofSeconds(3), Duration.ZERO);
        LimitState calls = state(
                Concurrency.of("concurrent-calls", 4, Duration.ofMinutes(11)),
                3,
                Duration.ofMinutes(11),
                Duration.ZERO);

        assertThat(FIELDS.of(List.of(REQUESTS, tokens, calls)))
                .isEqualTo(Map.of(
                        "RateLimit-Policy",
                        "\"requests\";q=60;w=60, \"tokens\";q=100000;qu=\"tokens\";w=60,"
                                + " \"concurrent-calls\";q=4;qu=\"concurrent-requests\"",
                        "RateLimit",
                        "\"requests\";r=50;t=30, \"tokens\";r=7;t=3, \"concurrent-calls\";r=3"));
    }

    @Test
    void canWriteTheNextDraftsWordsOrNone() {
        assertThat(new RateLimitFields(FieldSyntax.NEXT, () -> 0).of(List.of(REQUESTS)))
                .containsEntry("RateLimit", "\"requests\";a=50;w=30");
        RateLimitFields hidden = new RateLimitFields(FieldSyntax.HIDDEN, () -> 0);
        assertThat(hidden.of(List.of(REQUESTS))).isEmpty();
        assertThat(hidden.of(refused(Decision.Reason.EXHAUSTED, EMPTY))).containsOnlyKeys("Retry-After");
        assertThat(FIELDS.of(List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"11999, 0, 12", "11999, 1, 12", "11999, 2, 13", "11999, 999, 13", "12000, 0, 12", "1, 0, 1", "0, 0, 1"})
    void roundsTheWaitUpAfterTheJitter(long waitMillis, long jitterMillis, String header) {
        LimitState state = state(SlidingWindow.of("requests", 60, MINUTE), 0, MINUTE, Duration.ofMillis(waitMillis));
        RateLimitFields fields = new RateLimitFields(FieldSyntax.DRAFT_11, () -> jitterMillis);

        Map<String, String> written = fields.of(refused(Decision.Reason.EXHAUSTED, state));

        assertThat(written).containsEntry("Retry-After", header);
        long told = Long.parseLong(written.getOrDefault("RateLimit", "").replaceAll(".*t=", ""));
        assertThat(Long.parseLong(header)).as("never before the window told").isGreaterThanOrEqualTo(told);
    }

    @Test
    void tellsNobodyToWaitForWhatNeverComes() {
        assertThat(FIELDS.of(refused(Decision.Reason.OVERSIZE, REQUESTS))).doesNotContainKey("Retry-After");
    }

    @Test
    void aPlaceMayComeFreeAtAnyMoment() {
        LimitState calls = state(
                Concurrency.of("concurrent-calls", 4, Duration.ofMinutes(11)),
                0,
                Duration.ofMinutes(11),
                Duration.ofMinutes(11));
        assertThat(FIELDS.of(refused(Decision.Reason.EXHAUSTED, calls)))
                .containsEntry("Retry-After", "1")
                .containsEntry("RateLimit", "\"concurrent-calls\";r=0");
    }

    @Test
    void aLimitThatCannotBeDecidedIsAskedAgainSoon() {
        assertThat(FIELDS.of(refused(Decision.Reason.UNAVAILABLE, REQUESTS))).containsEntry("Retry-After", "1");
    }

    private static LimitState state(LimitPolicy policy, long remaining, Duration reset, Duration retry) {
        return new LimitState(Limit.of(LimitKey.platform("test", "x"), policy), remaining, reset, retry);
    }

    private static LimitedException refused(Decision.Reason reason, LimitState state) {
        return new LimitedException(new Refused(
                LimitRequest.of(state.limit()), List.of(state), List.of(state.limit()), reason, Optional.empty()));
    }

    private record Refused(
            LimitRequest request,
            List<LimitState> states,
            List<Limit> violated,
            Decision.Reason reason,
            Optional<Duration> retryAfter)
            implements Decision.Denied {}
}
