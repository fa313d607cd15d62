package dev.atom.http.body;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads what still comes of a body that is refused, so that its sender gets to read why: closing at once makes TCP reset the
 * connection, and an answer that is still on its way is lost (RFC 9112 section 9.6).
 */
final class Dropping implements BodyTaker {
    /** Whoever pauses is not waited for. */
    static final BodyPace PACE = new BodyPace(Duration.ofSeconds(2), 64 * 1024);

    private static final int LIMITS = 8;
    private static final long MOST = 64L << 20;

    private final Runnable done;
    private long left;

    /** Of a body that was allowed {@code limit} bytes. */
    Dropping(int limit, Runnable done) {
        this.left = Math.min((long) limit * LIMITS, MOST);
        this.done = done;
    }

    @Override
    public Optional<AtomException> take(ByteBuffer bytes) {
        left -= bytes.remaining();
        return left > 0
                ? Optional.empty()
                : Optional.of(new AtomException(ErrorCode.PAYLOAD_TOO_LARGE, "the rest of the body is not read"));
    }

    @Override
    public void whole() {
        done.run();
    }

    @Override
    public void ended(AtomException why) {
        done.run();
    }
}
