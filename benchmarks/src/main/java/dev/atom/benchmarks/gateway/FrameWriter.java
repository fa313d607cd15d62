package dev.atom.benchmarks.gateway;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.thread.Scheduler;

/** Writes one frame at a time, each on its own flush, the n-th one n gaps after the first. */
final class FrameWriter extends IteratingCallback {
    private final List<byte[]> frames;
    private final long gapNanos;
    private final Scheduler scheduler;
    private final Response response;
    private final Callback done;
    private final long started = System.nanoTime();
    private int next;

    FrameWriter(List<byte[]> frames, Duration gap, Scheduler scheduler, Response response, Callback done) {
        this.frames = frames;
        this.gapNanos = gap.toNanos();
        this.scheduler = scheduler;
        this.response = response;
        this.done = done;
    }

    @Override
    protected Action process() {
        if (next == frames.size()) {
            return Action.SUCCEEDED;
        }
        long wait = started + next * gapNanos - System.nanoTime();
        var frame = ByteBuffer.wrap(frames.get(next++));
        boolean last = next == frames.size();
        if (wait <= 0) {
            response.write(last, frame, this);
        } else {
            scheduler.schedule(() -> response.write(last, frame, this), wait, TimeUnit.NANOSECONDS);
        }
        return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
        done.succeeded();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        done.failed(cause);
    }
}
