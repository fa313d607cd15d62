package dev.atom.tck;

import dev.atom.spi.http.HttpHead;
import dev.atom.spi.http.HttpReplyListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Takes one reply as a transport tells it and notes every breach of the listener's contract. */
final class ReplyRecorder implements HttpReplyListener {
    private final boolean holds;
    private final List<String> breaches = new CopyOnWriteArrayList<>();
    private final AtomicBoolean inCall = new AtomicBoolean();
    private final AtomicBoolean pieceOut = new AtomicBoolean();
    private final BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CountDownLatch headCame = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable HttpHead head;
    private volatile @Nullable IOException failure;

    private ReplyRecorder(boolean holds) {
        this.holds = holds;
    }

    /** Asks for the next piece at once. */
    static ReplyRecorder eager() {
        return new ReplyRecorder(false);
    }

    /** Asks for the next piece only when {@link #takeHeld} is run. */
    static ReplyRecorder holding() {
        return new ReplyRecorder(true);
    }

    @Override
    public void onHead(HttpHead arrived) {
        call(() -> {
            check(head == null, "a second head");
            head = arrived;
            headCame.countDown();
        });
    }

    @Override
    public void onBody(ByteBuffer bytes, Runnable more) {
        Runnable next = () -> {
            pieceOut.set(false);
            more.run();
        };
        call(() -> {
            check(head != null, "a piece before the head");
            check(!pieceOut.getAndSet(true), "a piece before the last one was dealt with");
            byte[] piece = new byte[bytes.remaining()];
            bytes.get(piece);
            body.writeBytes(piece);
            if (holds) {
                held.add(next);
            } else {
                next.run();
            }
        });
    }

    @Override
    public void onEnd() {
        call(() -> {
            check(head != null, "an end before the head");
            over.countDown();
        });
    }

    @Override
    public void onFailure(IOException failed) {
        call(() -> {
            failure = failed;
            headCame.countDown();
            over.countDown();
        });
    }

    HttpHead awaitHead() throws InterruptedException {
        await(headCame, "head");
        HttpHead arrived = head;
        if (arrived == null) {
            throw new AssertionError("no head", failure);
        }
        return arrived;
    }

    /** Waits for the head or a failure without one, whichever it is; whether it was a head. */
    boolean awaitBeginning() throws InterruptedException {
        await(headCame, "head");
        return head != null;
    }

    /** Waits for the next held piece and gives what asks for another. */
    Runnable takeHeld() throws InterruptedException {
        Runnable next = held.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no piece within ten seconds");
        }
        return next;
    }

    /** Waits for the end, which must be a good one. */
    String awaitText() throws InterruptedException {
        await(over, "end");
        if (failure != null) {
            throw new AssertionError("the exchange failed", failure);
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    /** Waits for the end, which must be a failure. */
    IOException awaitFailure() throws InterruptedException {
        await(over, "failure");
        IOException failed = failure;
        if (failed == null) {
            throw new AssertionError("the exchange ended well");
        }
        return failed;
    }

    /** What the transport did against the contract. */
    List<String> breaches() {
        return breaches;
    }

    private void call(Runnable body) {
        check(!inCall.getAndSet(true), "two calls at once");
        check(over.getCount() > 0, "a call after the last");
        body.run();
        inCall.set(false);
    }

    private void check(boolean holdsTrue, String breach) {
        if (!holdsTrue) {
            breaches.add(breach);
        }
    }

    private static void await(CountDownLatch latch, String what) throws InterruptedException {
        if (!latch.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("no " + what + " within ten seconds");
        }
    }
}
