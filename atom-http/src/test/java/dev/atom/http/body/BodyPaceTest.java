package dev.atom.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BodyPaceTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final BodyPace PACE = new BodyPace(Duration.ofSeconds(30), 1000);

    @Test
    void whoTricklesIsNotWaitedForMuchLongerThanWhoStops() {
        long deadline = 30 * SECOND;
        long now = 0;
        while (now < deadline) {
            deadline = PACE.extend(deadline, 1, now);
            now += 10 * SECOND;
        }
        assertThat(deadline).isBetween(30 * SECOND, 31 * SECOND);
    }

    @Test
    void whoKeepsThePaceIsWaitedForToTheEnd() {
        long deadline = 30 * SECOND;
        for (long now = 0; now < 3600 * SECOND; now += SECOND) {
            assertThat(deadline).isGreaterThan(now);
            deadline = PACE.extend(deadline, 1000, now);
        }
    }

    @Test
    void whatCameFastBuysNoRestLongerThanThePatience() {
        assertThat(PACE.extend(30 * SECOND, 31 << 20, 5 * SECOND)).isEqualTo(35 * SECOND);
    }

    @Test
    void timesMayBeNegativeAndWrapAround() {
        long now = Long.MAX_VALUE - SECOND;
        long deadline = PACE.extend(now + 2 * SECOND, 1000, now);
        assertThat(deadline - now).isEqualTo(3 * SECOND);
    }

    @Test
    void aPaceThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new BodyPace(Duration.ZERO, 1)).isInstanceOf(AtomException.class);
        assertThatThrownBy(() -> new BodyPace(Duration.ofDays(2), 1)).isInstanceOf(AtomException.class);
        assertThatThrownBy(() -> new BodyPace(Duration.ofSeconds(1), 0)).isInstanceOf(AtomException.class);
    }
}
