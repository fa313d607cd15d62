package dev.atom.http.body;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body as it comes and hands it to a {@link BodyTaker}. No thread waits: Jetty calls when there are bytes, its scheduler
 * when the sender's time is over.
 */
final class Intake implements Invocable.Task {
    private final Request request;
    private final BodyTaker taker;
    private final BodyPace pace;
    private final LongSupplier nanoTime;
    private volatile long deadline;
    private volatile boolean over;
    private Scheduler.@Nullable Task watch;

    Intake(Request request, BodyTaker taker, BodyPace pace, LongSupplier nanoTime) {
        this.request = request;
        this.taker = taker;
        this.pace = pace;
        this.nanoTime = nanoTime;
        this.deadline = nanoTime.getAsLong() + pace.patience().toNanos();
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public void run() {
        while (!over) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                watch();
                request.demand(this);
                return;
            }
            take(chunk);
        }
    }

    private void take(Content.Chunk chunk) {
        if (Content.Chunk.isFailure(chunk)) {
            // Jetty's own time-out says no more than the pace would have said a little later.
            end(chunk.getFailure() instanceof TimeoutException ? tooSlow() : broken(chunk.getFailure()));
            return;
        }
        int bytes = chunk.remaining();
        Optional<AtomException> refusal;
        try {
            refusal = bytes == 0 ? Optional.empty() : taker.take(chunk.getByteBuffer());
        } finally {
            chunk.release();
        }
        deadline = pace.extend(deadline, bytes, nanoTime.getAsLong());
        if (refusal.isPresent()) {
            end(refusal.get());
        } else if (chunk.isLast() && finish()) {
            taker.whole();
        }
    }

    private void end(AtomException why) {
        if (finish()) {
            taker.ended(why);
        }
    }

    /** Whether it was not over before. */
    private synchronized boolean finish() {
        boolean first = !over;
        over = true;
        if (watch != null) {
            watch.cancel();
        }
        return first;
    }

    /** Most bodies are there at once and never get here. */
    private synchronized void watch() {
        if (watch == null) {
            schedule(deadline - nanoTime.getAsLong());
        }
    }

    private synchronized void schedule(long nanos) {
        if (!over) {
            watch = request.getComponents()
                    .getScheduler()
                    .schedule(this::look, TimeUnit.NANOSECONDS.toMillis(nanos) + 1, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        long left = deadline - nanoTime.getAsLong();
        if (left > 0) {
            schedule(left);
        } else {
            end(tooSlow());
        }
    }

    private AtomException tooSlow() {
        return new AtomException(
                ErrorCode.REQUEST_TIMEOUT,
                "the body came too slowly: send all of it, at least " + pace.bytesPerSecond() + " bytes a second");
    }

    private static AtomException broken(Throwable failure) {
        return new AtomException(ErrorCode.BAD_REQUEST, "the body ended before its end: send it again", failure);
    }
}
