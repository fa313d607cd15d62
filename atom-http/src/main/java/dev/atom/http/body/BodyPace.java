package dev.atom.http.body;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How slowly a body may come. Its sender has {@code patience}; each byte gives back the time it takes at {@code bytesPerSecond},
 * up to {@code patience} again. So a sender that stops is waited for {@code patience} at most, one that trickles not much longer,
 * and a body of n bytes takes at most {@code patience + n / bytesPerSecond}.
 *
 * @param patience 1 ms to a day
 * @param bytesPerSecond from 1
 */
public record BodyPace(Duration patience, int bytesPerSecond) {
    /** Thirty seconds, and 64 KiB a second. */
    public static final BodyPace USUAL = new BodyPace(Duration.ofSeconds(30), 64 * 1024);

    /** Checks the values; VALIDATION_ERROR. */
    public BodyPace {
        if (patience.compareTo(Duration.ofMillis(1)) < 0 || patience.compareTo(Duration.ofDays(1)) > 0) {
            throw new AtomException(ErrorCode.VALIDATION_ERROR, "the patience must be 1 ms to a day, not " + patience);
        }
        if (bytesPerSecond < 1) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR, "the bytes a second must be positive, not " + bytesPerSecond);
        }
    }

    /**
     * Until when to wait for more.
     *
     * @param deadline until when it was, in nanoseconds
     * @param bytes how many have come
     * @param now nanoseconds
     */
    long extend(long deadline, int bytes, long now) {
        long earned = deadline - now + bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
        return now + Math.min(patience.toNanos(), earned);
    }
}
