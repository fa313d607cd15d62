package dev.atom.core.llm;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import dev.atom.spi.http.HttpExchange;
import dev.atom.spi.http.HttpHead;
import dev.atom.spi.http.HttpReplyListener;
import dev.atom.spi.llm.ProviderFailure;
import dev.atom.spi.llm.TokenUsage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One call from its sending to its end: passes the reply on as it comes, gives a real status until the first event, and ends
 * exactly once whatever fails first: the provider, the client, the clock or the shutdown.
 *
 * <p>The transport's calls are serial; the sink's answers, the watch and the shutdown come from other threads, so all state
 * is guarded by this object's monitor, under which nothing blocks.
 */
final class ChatCall implements HttpReplyListener {
    private static final int MOST_REPLY = 32 * 1024 * 1024;
    private static final int MOST_FAILURE = 64 * 1024;
    private static final long LINGER_NANOS = Duration.ofSeconds(2).toNanos();

    /**
     * What a call is made of.
     *
     * @param startedNanos when the request arrived
     * @param nanoTime a monotonic clock
     */
    record Parts(
            Route route,
            Receipt receipt,
            Secret key,
            ChatBody body,
            ChatSink sink,
            LlmTimeouts timeouts,
            CallWatch watch,
            Consumer<CallEnd> end,
            long startedNanos,
            LongSupplier nanoTime) {}

    private final Parts parts;
    private final StreamReader stream;
    private final Gathered gathered = new Gathered();
    private @Nullable HttpExchange exchange;
    private @Nullable HttpHead head;
    private boolean streaming;
    private boolean started;
    private boolean writing;
    private boolean ended;
    private boolean arrived;
    private long endedNanos;
    private @Nullable AtomException deferred;
    private final long sentNanos;
    private long eventNanos;
    private long arrivedNanos;

    ChatCall(Parts parts) {
        this.parts = parts;
        this.stream = new StreamReader(parts.route().provider(), parts.body().usageAsked());
        this.sentNanos = parts.nanoTime().getAsLong();
    }

    /** Tells which exchange to cancel; cancels at once when the call is already over. */
    void sent(HttpExchange sent) {
        boolean over;
        synchronized (this) {
            exchange = sent;
            over = ended && !arrived;
        }
        if (over) {
            sent.cancel();
        }
    }

    @Override
    public synchronized void onHead(HttpHead arrived) {
        head = arrived;
        streaming = arrived.status() / 100 == 2
                && parts.body().stream()
                && arrived.header("content-type").orElse("").contains("event-stream");
    }

    /** Takes a piece; {@code more} is run also after the end, because it gives the piece's memory back. */
    @Override
    public void onBody(ByteBuffer bytes, Runnable more) {
        boolean passedOn;
        synchronized (this) {
            arrivedNanos = parts.nanoTime().getAsLong();
            passedOn = !ended && (streaming ? relay(bytes, more) : gather(bytes));
        }
        if (!passedOn) {
            more.run();
        }
    }

    private boolean gather(ByteBuffer bytes) {
        if (gathered.length() + bytes.remaining() <= (isSuccess() ? MOST_REPLY : MOST_FAILURE)) {
            gathered.add(bytes);
        } else if (isSuccess()) {
            fail(CallFailures.unusable(parts.receipt(), "sent a reply larger than 32 MiB"));
        } else {
            failWith(status(), gathered.whole());
        }
        return false;
    }

    private boolean isSuccess() {
        return status() / 100 == 2;
    }

    private int status() {
        HttpHead known = head;
        return known == null ? 0 : known.status();
    }

    /** Whether the piece went to the sink, which will ask for more. */
    private boolean relay(ByteBuffer bytes, Runnable more) {
        long before = stream.events();
        ByteBuffer out;
        try {
            out = stream.read(bytes);
        } catch (IllegalStateException oversize) {
            fail(CallFailures.unusable(parts.receipt(), "sent an event larger than 1 MiB"));
            return false;
        }
        if (stream.events() > before) {
            eventNanos = arrivedNanos;
        }
        // Comments before the first event stay back: until then a real status can still be given.
        if (!out.hasRemaining() || stream.events() == 0) {
            failedInStream();
            return false;
        }
        start();
        // Some providers keep the connection open after the end mark: the answer is whole all the same.
        boolean last = stream.done() && stream.failure().isEmpty();
        write(out, last, () -> {
            if (last) {
                end(CallEnd.OK, Optional.empty());
            }
            failedInStream();
            more.run();
        });
        return true;
    }

    private boolean failedInStream() {
        Optional<ProviderFailure> failure = stream.failure();
        failure.ifPresent(this::fail);
        return failure.isPresent();
    }

    @Override
    public synchronized void onEnd() {
        arrived();
        if (ended) {
            return;
        }
        arrivedNanos = parts.nanoTime().getAsLong();
        if (!streaming) {
            finishWhole();
            return;
        }
        ByteBuffer last = stream.end();
        if (failedInStream()) {
            return;
        }
        if (!stream.complete()) {
            fail(CallFailures.unusable(parts.receipt(), "ended the stream before the answer was complete"));
            return;
        }
        start();
        write(last, true, () -> end(CallEnd.OK, Optional.empty()));
    }

    private void finishWhole() {
        byte[] reply = gathered.whole();
        if (parts.route().provider().failure(status(), reply).isPresent() || !isSuccess()) {
            failWith(status(), reply);
        } else if (parts.body().stream() || !looksLikeObject(reply)) {
            fail(CallFailures.unusable(
                    parts.receipt(),
                    parts.body().stream() ? "did not stream" : "answered with something else than JSON"));
        } else {
            start();
            write(ByteBuffer.wrap(reply), true, () -> end(CallEnd.OK, Optional.empty()));
        }
    }

    private static boolean looksLikeObject(byte[] reply) {
        for (byte b : reply) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '{';
            }
        }
        return false;
    }

    private void failWith(int status, byte[] reply) {
        fail(parts.route()
                .provider()
                .failure(status, reply)
                .orElseGet(() -> new ProviderFailure(ProviderFailure.Kind.UNKNOWN, String.valueOf(status), "")));
    }

    @Override
    public synchronized void onFailure(IOException failure) {
        arrived();
        fail(CallFailures.of(parts.receipt(), failure));
    }

    private void arrived() {
        arrived = true;
        if (ended) {
            parts.watch().remove(this);
        }
    }

    /** Ends the call if a time has run out. */
    void expire(long now) {
        LlmTimeouts times = parts.timeouts();
        synchronized (this) {
            if (ended) {
                linger(now);
            } else if (now - parts.startedNanos() > times.total().toNanos()) {
                fail(CallFailures.late(parts.receipt(), "did not finish within " + times.total()));
            } else if (!started && now - sentNanos > times.firstByte().toNanos()) {
                fail(CallFailures.late(parts.receipt(), "sent nothing within " + times.firstByte()));
            } else if (started && !writing && now - eventNanos > times.idle().toNanos()) {
                fail(CallFailures.late(parts.receipt(), "went silent for " + times.idle()));
            }
        }
    }

    /** Gives a provider whose answer was whole a moment to close in order, so that its connection can be used again. */
    private void linger(long now) {
        HttpExchange running = exchange;
        if (running != null && now - endedNanos > LINGER_NANOS) {
            parts.watch().remove(this);
            running.cancel();
        }
    }

    /** Ends the call because nobody wants its reply. */
    synchronized void leave() {
        end(CallEnd.CLIENT_GONE, Optional.empty());
    }

    synchronized boolean over() {
        return ended;
    }

    /** Ends the call because the host stops. */
    void shutDown() {
        fail(new AtomException(ErrorCode.UNAVAILABLE, "the server is stopping: try again"));
    }

    private void start() {
        if (!started) {
            started = true;
            eventNanos = arrivedNanos;
            long own = sentNanos - parts.startedNanos() + parts.nanoTime().getAsLong() - arrivedNanos;
            parts.sink()
                    .start(new ChatHead(
                            streaming ? "text/event-stream" : "application/json",
                            parts.receipt(),
                            Duration.ofNanos(own).toNanos() / 1000));
        }
    }

    private void write(ByteBuffer bytes, boolean last, Runnable next) {
        writing = true;
        parts.sink().write(bytes, last, gone -> written(gone, last, next));
    }

    private void written(@Nullable Throwable gone, boolean last, Runnable next) {
        try {
            tellLate(gone, last);
        } finally {
            next.run();
        }
    }

    /** After a piece: tells of the failure that had to wait for it. After the last there is nothing left to fail. */
    private synchronized void tellLate(@Nullable Throwable gone, boolean last) {
        writing = false;
        AtomException failure = deferred;
        if (gone != null) {
            end(CallEnd.CLIENT_GONE, Optional.empty());
        } else if (failure != null && !last) {
            parts.sink().fail(failure);
        }
    }

    /** Ends the call with the provider's failure. Its words are cleaned with the key, which is wiped once the call is over. */
    private synchronized void fail(ProviderFailure failure) {
        if (!ended) {
            fail(CallFailures.of(parts.receipt(), failure, parts.key()), Optional.of(failure));
        }
    }

    /** Ends the call with a failure of ATOM's own making. */
    void fail(AtomException failure) {
        fail(failure, Optional.empty());
    }

    private synchronized void fail(AtomException failure, Optional<ProviderFailure> reported) {
        if (ended) {
            return;
        }
        try {
            // First, so that who hears of the failure finds the call on record.
            end(CallEnd.outcome(failure.code()), reported);
        } finally {
            if (writing) {
                deferred = failure;
            } else {
                parts.sink().fail(failure);
            }
        }
    }

    private synchronized void end(String outcome, Optional<ProviderFailure> failure) {
        if (ended) {
            return;
        }
        ended = true;
        endedNanos = parts.nanoTime().getAsLong();
        HttpExchange running = exchange;
        boolean whole = outcome.equals(CallEnd.OK);
        if (arrived || !whole) {
            parts.watch().remove(this);
        }
        try {
            // First, so that who sees the connection close finds the call on record, as who hears of its end does.
            record(outcome, whole, failure);
        } finally {
            if (running != null && !whole) {
                running.cancel();
            }
        }
    }

    private void record(String outcome, boolean whole, Optional<ProviderFailure> failure) {
        Optional<TokenUsage> told = streaming ? stream.usage() : ChatJson.usage(gathered.whole());
        boolean billable = started || whole;
        TokenUsage guess =
                billable ? new TokenUsage(parts.body().length() / 4, stream.estimatedTokens()) : new TokenUsage(0, 0);
        parts.key().close();
        parts.end().accept(new CallEnd(outcome, told.orElse(guess), billable && told.isEmpty(), failure));
    }
}
