package dev.atom.core.transport;

import dev.atom.spi.http.HttpHead;
import dev.atom.spi.http.HttpReplyListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells one reply to its listener, call after call, whichever threads its events come from. The thread that finds nobody
 * telling tells until nothing is left; the others only leave their event. So no lock is held while the listener runs, and a
 * listener that asks for more from within a call does not deepen the stack.
 */
final class SerialReply {
    private final HttpReplyListener listener;
    private final Consumer<Boolean> over;

    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    private final AtomicReference<@Nullable ByteBuffer> held = new AtomicReference<>();
    private final Queue<List<ByteBuffer>> arrived = new ConcurrentLinkedQueue<>();
    private volatile @Nullable HttpHead head;
    private volatile @Nullable Runnable demand;
    private volatile boolean complete;

    private final AtomicInteger turns = new AtomicInteger();
    // The rest belongs to whoever has the turn.
    private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
    private boolean headTold;
    private boolean asked;
    private boolean told;

    /**
     * Tells {@code listener}.
     *
     * @param over run once, right before the last call, with whether the reply ended well
     */
    SerialReply(HttpReplyListener listener, Consumer<Boolean> over) {
        this.listener = listener;
        this.over = over;
    }

    void head(HttpHead came) {
        head = came;
        tell();
    }

    boolean hasHead() {
        return head != null;
    }

    /** The source is ready; {@code next} asks it for one more batch. */
    void source(Runnable next) {
        demand = next;
        tell();
    }

    void batch(List<ByteBuffer> batch) {
        arrived.add(batch);
        tell();
    }

    void complete() {
        complete = true;
        tell();
    }

    /** Ends the reply unless it has ended; of several failures the first counts. */
    void fail(IOException why) {
        failure.compareAndSet(null, why);
        tell();
    }

    private void tell() {
        if (turns.getAndIncrement() == 0) {
            do {
                while (step()) {}
            } while (turns.decrementAndGet() != 0);
        }
    }

    /** Makes at most one call; false when there is nothing to do until another event. */
    private boolean step() {
        IOException failed = failure.get();
        HttpHead came = head;
        if (told) {
            return false;
        } else if (failed != null) {
            last(false, () -> listener.onFailure(failed));
            return false;
        } else if (came == null) {
            return false;
        } else if (!headTold) {
            headTold = true;
            return call(() -> listener.onHead(came));
        } else if (held.get() != null) {
            return false;
        }
        return nextPiece();
    }

    private boolean nextPiece() {
        boolean completeBefore = complete;
        if (pieces.isEmpty()) {
            List<ByteBuffer> batch = arrived.poll();
            if (batch != null) {
                asked = false;
                pieces.addAll(batch);
                return true;
            }
        }
        ByteBuffer piece = pieces.poll();
        Runnable next = demand;
        if (piece != null) {
            held.set(piece);
            return call(() -> listener.onBody(piece, () -> release(piece)));
        } else if (completeBefore) {
            last(true, listener::onEnd);
        } else if (!asked && next != null) {
            asked = true;
            next.run();
        }
        return false;
    }

    private void release(ByteBuffer piece) {
        if (held.compareAndSet(piece, null)) {
            tell();
        }
    }

    private boolean call(Runnable listening) {
        try {
            listening.run();
        } catch (RuntimeException thrown) {
            failure.compareAndSet(null, new IOException("the listener of the reply threw " + thrown, thrown));
        }
        return true;
    }

    private void last(boolean well, Runnable listening) {
        told = true;
        pieces.clear();
        arrived.clear();
        over.accept(well);
        listening.run();
    }
}
