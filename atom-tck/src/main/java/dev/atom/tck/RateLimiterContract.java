package dev.atom.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.tck.LimiterRule.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What every engine of a rate limiter does: the same decisions, never one too many. Extend it and give it a limiter whose clock
 * stands still until it is told to go on.
 */
public abstract class RateLimiterContract extends LimiterContract {
    private static final Duration MICRO = Duration.ofNanos(1_000);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final LimiterRule WINDOW = LimiterRule.window("plan", 60);
    private static final LimiterRule BUCKET = LimiterRule.bucket("smooth", 60, 10);
    private static final LimiterRule PLACES = LimiterRule.places("streams", 3);

    private static final List<LimiterRule> RATES = List.of(
            WINDOW,
            BUCKET,
            LimiterRule.window("one", 1),
            LimiterRule.bucket("single", 7, 1),
            LimiterRule.bucket("whole", 60, 60),
            LimiterRule.window("odd", 101),
            new LimiterRule(Kind.WINDOW, "brief", 13, Duration.ofMillis(77), 0));

    @Test
    void admitsItsCapacityAtOnceAndNotOneMore() {
        for (LimiterRule rule : RATES) {
            assertThat(burst(rule)).isEqualTo(capacity(rule));
            LimiterAnswer refused = acquire(LimiterAsk.one(rule));
            assertThat(refused.allowed()).isFalse();
            assertThat(refused.violated()).containsExactly(rule.name());
            assertThat(refused.standing().remaining()).isZero();
        }
    }

    @Test
    void neverPassesItsBoundInAnyWindowHoweverGreedyTheClient() {
        for (LimiterRule rule : RATES) {
            GreedyClient client = new GreedyClient(limiter, rule, new SplittableRandom(7));
            client.run(rule.window().multipliedBy(5), 1);
            client.run(rule.window().multipliedBy(5), Math.max(1, capacity(rule) / 3));
            for (int sixths = 1; sixths <= 18; sixths++) {
                Duration window = rule.window().multipliedBy(sixths).dividedBy(6);
                assertThat(client.mostIn(window))
                        .as("%s in %s", rule, window)
                        .isPositive()
                        .isLessThanOrEqualTo(limiter.bound(rule, window));
            }
        }
    }

    @Test
    void admitsSixtyInTheMinuteAroundABoundaryNotTwiceThat() {
        limiter.advance(Duration.ofMillis(59_900));
        assertThat(burst(WINDOW)).isEqualTo(60);
        limiter.advance(Duration.ofMillis(200));
        assertThat(burst(WINDOW)).isZero();
        limiter.advance(Duration.ofMillis(59_700));
        assertThat(burst(WINDOW)).isZero();
        limiter.advance(Duration.ofMillis(1_300));
        assertThat(burst(WINDOW)).as("61 sub-windows later").isEqualTo(60);
    }

    @Test
    void aBurstAsLargeAsTheLimitReachesTheBoundThatIsPublishedForIt() {
        LimiterRule whole = LimiterRule.bucket("whole", 60, 60);
        long admitted = burst(whole);
        for (int second = 1; second < 60; second++) {
            limiter.advance(Duration.ofSeconds(1));
            admitted += burst(whole);
        }
        assertThat(admitted).isEqualTo(119).isEqualTo(limiter.bound(whole, MINUTE));
    }

    @Test
    void admitsWhenItSaidAndNotAMicrosecondBefore() {
        for (LimiterRule rule : RATES) {
            burst(rule);
            Duration retry = acquire(LimiterAsk.one(rule)).standing().retry();
            assertThat(retry).isPositive();
            limiter.advance(retry.minus(MICRO));
            assertThat(acquire(LimiterAsk.one(rule)).allowed()).isFalse();
            limiter.advance(MICRO);
            assertThat(acquire(LimiterAsk.one(rule)).allowed()).isTrue();
        }
    }

    @Test
    void isAsGoodAsNewWhenItSaid() {
        for (LimiterRule rule : RATES) {
            burst(rule);
            Duration reset = peek(LimiterAsk.one(rule)).standing().reset();
            limiter.advance(reset.minus(MICRO));
            assertThat(peek(LimiterAsk.one(rule)).standing().remaining()).isLessThan(capacity(rule));
            limiter.advance(MICRO);
            assertThat(peek(LimiterAsk.one(rule)).standing())
                    .isEqualTo(new LimiterAnswer.Standing(capacity(rule), Duration.ZERO, Duration.ZERO));
            assertThat(burst(rule)).isEqualTo(capacity(rule));
        }
    }

    @Test
    void countsWeights() {
        assertThat(acquire(LimiterAsk.of(WINDOW, 59)).allowed()).isTrue();
        assertThat(acquire(LimiterAsk.of(WINDOW, 2)).allowed()).isFalse();
        assertThat(acquire(LimiterAsk.of(WINDOW, 1)).allowed()).isTrue();
        assertThat(acquire(LimiterAsk.of(BUCKET, 10)).standing().remaining()).isZero();
    }

    @Test
    void deniesWhatIsMoreThanItEverHasAndTakesNothing() {
        for (LimiterRule rule : RATES) {
            for (long cost : new long[] {capacity(rule) + 1, 1L << 31, 1L << 62, Long.MAX_VALUE}) {
                LimiterAnswer answer = acquire(LimiterAsk.of(rule, cost));
                assertThat(answer.allowed()).isFalse();
                assertThat(answer.violated()).containsExactly(rule.name());
            }
            assertThat(burst(rule)).isEqualTo(capacity(rule));
        }
    }

    @Test
    void takesFromAllLimitsOrFromNone() {
        acquire(LimiterAsk.of(BUCKET, 10));
        LimiterAnswer denied = acquire(LimiterAsk.of(WINDOW, 5), LimiterAsk.one(BUCKET));
        assertThat(denied.violated()).containsExactly(BUCKET.name());
        assertThat(peek(LimiterAsk.one(WINDOW)).standing().remaining()).isEqualTo(60);
        limiter.advance(Duration.ofSeconds(1));
        assertThat(acquire(LimiterAsk.of(WINDOW, 5), LimiterAsk.one(BUCKET)).allowed())
                .isTrue();
        assertThat(peek(LimiterAsk.one(WINDOW)).standing().remaining()).isEqualTo(55);
    }

    @Test
    void namesEveryLimitThatRefused() {
        LimiterRule third = LimiterRule.window("third", 1);
        acquire(LimiterAsk.of(WINDOW, 60));
        acquire(LimiterAsk.one(third));
        assertThat(acquire(LimiterAsk.one(WINDOW), LimiterAsk.one(BUCKET), LimiterAsk.one(third))
                        .violated())
                .containsExactly("plan", "third");
    }

    @Test
    void peekingAgreesWithTakingAndTakesNothing() {
        for (LimiterRule rule : RATES) {
            for (long each = 0; each < capacity(rule); each++) {
                assertThat(peek(LimiterAsk.one(rule)).allowed()).isTrue();
                assertThat(acquire(LimiterAsk.one(rule)).allowed()).isTrue();
            }
            assertThat(peek(LimiterAsk.one(rule)).violated()).containsExactly(rule.name());
        }
    }

    @Test
    void givesBackAndNeverMoreThanWasSpent() {
        for (LimiterRule rule : RATES) {
            burst(rule);
            limiter.refund(List.of(LimiterAsk.one(rule)));
            assertThat(burst(rule)).isEqualTo(1);
            limiter.refund(List.of(LimiterAsk.of(rule, 1L << 40)));
            limiter.refund(List.of(LimiterAsk.of(rule, Long.MAX_VALUE)));
            assertThat(burst(rule)).isEqualTo(capacity(rule));
        }
    }

    @Test
    void anAnonymousRefundTakesTheOldestAway() {
        acquire(LimiterAsk.of(WINDOW, 30));
        limiter.advance(Duration.ofSeconds(30));
        acquire(LimiterAsk.of(WINDOW, 30));
        limiter.refund(List.of(LimiterAsk.of(WINDOW, 10)));
        limiter.advance(Duration.ofSeconds(31));
        assertThat(burst(WINDOW)).as("all of the later half still counts").isEqualTo(30);
    }

    @Test
    void keysNamesAndKindsAreApart() {
        burst(WINDOW);
        assertThat(burst(LimiterRule.window("other", 60))).isEqualTo(60);
        assertThat(burst(LimiterRule.bucket("plan", 60, 5))).isEqualTo(5);
        LimiterAsk other = new LimiterAsk("another", WINDOW, 60, false);
        assertThat(acquire(other).allowed()).isTrue();
    }

    @Test
    void aChangedLimitHoldsFromTheNextCallAndWhatWasSpentCounts() {
        burst(WINDOW);
        assertThat(burst(WINDOW.withLimit(600))).isEqualTo(540);
        assertThat(burst(WINDOW)).isZero();
        limiter.advance(Duration.ofSeconds(61));
        acquire(LimiterAsk.of(WINDOW, 20));
        assertThat(burst(WINDOW.withLimit(30))).isEqualTo(10);
    }

    @Test
    void aChangedBucketKeepsTheShareThatWasSpentAndRefillsAtTheNewRate() {
        burst(BUCKET);
        LimiterRule faster = LimiterRule.bucket(BUCKET.name(), 600, 100);
        assertThat(acquire(LimiterAsk.one(faster)).allowed()).isFalse();
        limiter.advance(Duration.ofMillis(500));
        assertThat(burst(faster)).isEqualTo(5);
    }

    @Test
    void aWindowOfAnotherLengthStartsWithWhatStillCounted() {
        acquire(LimiterAsk.of(WINDOW, 25));
        limiter.advance(Duration.ofSeconds(20));
        acquire(LimiterAsk.of(WINDOW, 10));
        LimiterRule hourly = new LimiterRule(Kind.WINDOW, WINDOW.name(), 100, Duration.ofHours(1), 0);
        assertThat(burst(hourly)).isEqualTo(65);
        limiter.advance(Duration.ofMinutes(59));
        assertThat(burst(hourly)).isZero();
        limiter.advance(Duration.ofMinutes(3));
        assertThat(burst(hourly)).isEqualTo(100);
    }

    @Test
    void settlingGivesTheUnusedEstimateBackWhereItWasTaken() {
        LimiterHold hold = limiter.reserve(List.of(LimiterAsk.estimated(WINDOW, 50), LimiterAsk.one(BUCKET)));
        limiter.advance(Duration.ofSeconds(30));
        acquire(LimiterAsk.of(WINDOW, 10));
        hold.settle(20);
        hold.settle(0);
        hold.cancel();
        assertThat(burst(WINDOW)).isEqualTo(30);
        limiter.advance(Duration.ofSeconds(31));
        assertThat(burst(WINDOW)).as("what was used left with its sub-window").isEqualTo(20);
        assertThat(peek(LimiterAsk.one(BUCKET)).standing().remaining()).isEqualTo(10);
    }

    @Test
    void whatCostMoreThanEstimatedIsWaitedFor() {
        for (LimiterRule rule : RATES) {
            LimiterHold hold = limiter.reserve(List.of(LimiterAsk.estimated(rule, 1)));
            hold.settle(capacity(rule) + 1);
            LimiterAnswer.Standing standing = peek(LimiterAsk.one(rule)).standing();
            assertThat(standing.remaining()).isZero();
            limiter.advance(standing.retry());
            assertThat(acquire(LimiterAsk.one(rule)).allowed()).isTrue();
        }
    }

    @Test
    void survivesAnEstimateThatWasAbsurdlyLow() {
        for (LimiterRule rule : RATES) {
            LimiterHold hold = limiter.reserve(List.of(LimiterAsk.estimated(rule, 1)));
            hold.settle(Long.MAX_VALUE);
            assertThat(acquire(LimiterAsk.one(rule)).allowed()).isFalse();
            limiter.refund(List.of(LimiterAsk.of(rule, Long.MAX_VALUE)));
            assertThat(burst(rule)).isEqualTo(capacity(rule));
        }
    }

    @Test
    void cancellingGivesEverythingBackOnce() {
        for (LimiterRule rule : RATES) {
            LimiterHold hold = limiter.reserve(List.of(LimiterAsk.of(rule, capacity(rule))));
            assertThat(hold.answer().allowed()).isTrue();
            assertThat(burst(rule)).isZero();
            hold.cancel();
            hold.cancel();
            assertThat(burst(rule)).isEqualTo(capacity(rule));
        }
    }

    @Test
    void doesNotGiveBackWhatHasComeBackByItself() {
        for (LimiterRule rule : RATES) {
            LimiterHold hold = limiter.reserve(List.of(LimiterAsk.of(rule, capacity(rule))));
            limiter.advance(peek(LimiterAsk.one(rule)).standing().reset());
            assertThat(burst(rule)).isEqualTo(capacity(rule));
            hold.cancel();
            assertThat(burst(rule)).isZero();
        }
    }

    @Test
    void aDeniedReservationHoldsNothing() {
        burst(WINDOW);
        LimiterHold hold = limiter.reserve(List.of(LimiterAsk.estimated(WINDOW, 5)));
        assertThat(hold.answer().allowed()).isFalse();
        hold.settle(0);
        hold.close();
        assertThat(burst(WINDOW)).isZero();
    }

    @Test
    void holdsOnlySoManyAtOnceAndGivesPlacesBack() {
        List<LimiterHold> holds = new ArrayList<>();
        for (int each = 0; each < 3; each++) {
            holds.add(limiter.reserve(List.of(LimiterAsk.one(PLACES))));
        }
        assertThat(limiter.reserve(List.of(LimiterAsk.one(PLACES))).answer().violated())
                .containsExactly("streams");
        limiter.advance(Duration.ofSeconds(40));
        holds.get(0).close();
        holds.get(1).settle(7);
        holds.get(2).cancel();
        for (int each = 0; each < 3; each++) {
            assertThat(limiter.reserve(List.of(LimiterAsk.one(PLACES))).answer().allowed())
                    .isTrue();
        }
        assertThat(limiter.reserve(List.of(LimiterAsk.one(PLACES))).answer().allowed())
                .isFalse();
    }

    @Test
    void aPlaceWhoseHolderDiedComesFreeAtItsDeadline() {
        for (int each = 0; each < 3; each++) {
            limiter.reserve(List.of(LimiterAsk.one(PLACES)));
        }
        limiter.advance(MINUTE.minus(MICRO));
        assertThat(peek(LimiterAsk.one(PLACES)).allowed()).isFalse();
        limiter.advance(Duration.ofSeconds(1).plus(MICRO));
        for (int each = 0; each < 3; each++) {
            assertThat(limiter.reserve(List.of(LimiterAsk.one(PLACES))).answer().allowed())
                    .isTrue();
        }
    }

    private LimiterAnswer acquire(LimiterAsk... asks) {
        return limiter.acquire(List.of(asks));
    }

    private LimiterAnswer peek(LimiterAsk... asks) {
        return limiter.peek(List.of(asks));
    }

    /** Takes one by one until it is refused. */
    private long burst(LimiterRule rule) {
        long admitted = 0;
        while (acquire(LimiterAsk.one(rule)).allowed()) {
            admitted++;
        }
        return admitted;
    }

    private static long capacity(LimiterRule rule) {
        return rule.kind() == Kind.BUCKET ? rule.burst() : rule.limit();
    }
}
