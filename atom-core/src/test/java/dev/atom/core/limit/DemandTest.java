package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much is taken ahead follows from how often Redis has to be asked, wherever the clock begins. */
class DemandTest {
    private static final long NEAR_THE_OVERFLOW = Long.MAX_VALUE - 20_000_000;

    private final Demand demand = new Demand();
    private ManualNanos clock = new ManualNanos(0);

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MIN_VALUE, NEAR_THE_OVERFLOW})
    void aLimitThatIsAskedForSeldomIsNeverTakenAhead(long start) {
        clock = new ManualNanos(start);
        for (int second = 0; second < 200; second++) {
            assertThat(askedAfter(Duration.ofSeconds(1))).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MIN_VALUE, NEAR_THE_OVERFLOW})
    void theFiftiethRoundTripWithinATenthOfASecondTakesAhead(long start) {
        clock = new ManualNanos(start);
        for (int trip = 1; trip < 50; trip++) {
            assertThat(askedAfter(Duration.ofMillis(1))).isZero();
        }
        assertThat(askedAfter(Duration.ofMillis(1))).isEqualTo(64);
    }

    @Test
    void whatIsUsedUpWithinHalfTheTimeIsDoubledTheNextTime() {
        granted(64);
        assertThat(demand.ask(after(Duration.ofMillis(49)), true)).isEqualTo(128);
    }

    @Test
    void whatLastsForAboutATenthOfASecondStaysAsItIs() {
        granted(256);
        assertThat(demand.ask(after(Duration.ofMillis(100)), true)).isEqualTo(256);
    }

    @Test
    void whatLastsForLongIsHalvedTheNextTime() {
        granted(256);
        assertThat(demand.ask(after(Duration.ofMillis(201)), false)).isEqualTo(128);
    }

    @Test
    void whatWouldBecomeLessThanIsGrantedIsTakenOneByOneAgain() {
        granted(64);
        assertThat(demand.ask(after(Duration.ofMillis(201)), false)).isZero();
    }

    @Test
    void aLimitThatWasQuietForHalfASecondIsBusyOnlyWhenItIsAskedForOften() {
        granted(1_024);
        assertThat(demand.ask(after(Duration.ofMillis(500)), true)).isZero();
    }

    @Test
    void oneCallerAtATimeTakesAhead() {
        granted(64);
        assertThat(demand.ask(after(Duration.ofMillis(60)), true)).isEqualTo(64);
        assertThat(demand.ask(clock.getAsLong(), true)).isZero();
        demand.answered(64, true, clock.getAsLong());
        assertThat(demand.ask(after(Duration.ofMillis(60)), true)).isEqualTo(64);
    }

    @Test
    void whatWasRefusedIsNotAskedForAgainAtOnce() {
        granted(1_024);
        assertThat(demand.ask(after(Duration.ofMillis(60)), true)).isEqualTo(1_024);
        demand.answered(1_024, false, clock.getAsLong());
        assertThat(askedAfter(Duration.ofMillis(1))).isZero();
    }

    private void granted(int size) {
        demand.answered(size, true, clock.getAsLong());
    }

    private int askedAfter(Duration time) {
        return demand.ask(after(time), false);
    }

    private long after(Duration time) {
        clock.advance(time);
        return clock.getAsLong();
    }
}
