package dev.atom.core.transport;

import dev.atom.spi.http.HttpCall;
import dev.atom.spi.http.HttpExchange;
import dev.atom.spi.http.HttpHead;
import dev.atom.spi.http.HttpReplyListener;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One exchange over the JDK's client: its future until the head, its subscription for the body. */
final class JdkHttpExchange implements HttpExchange, BodySubscriber<Void> {
    private final HttpCall call;
    private final SerialReply reply;
    private final CompletableFuture<Void> body = new CompletableFuture<>();
    private volatile @Nullable Future<?> answer;
    private volatile @Nullable Future<?> timer;
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean failed;

    /**
     * An exchange that is not yet sent.
     *
     * @param over told of this exchange once, when it ends
     */
    JdkHttpExchange(HttpCall call, HttpReplyListener listener, Consumer<JdkHttpExchange> over) {
        this.call = call;
        this.reply = new SerialReply(listener, endedWell -> {
            if (!endedWell) {
                failed = true;
                release();
            }
            over.accept(this);
        });
    }

    void start(HttpClient client, ScheduledExecutorService timers) {
        try {
            timer = timers.schedule(this::timeOut, call.firstByte().toMillis(), TimeUnit.MILLISECONDS);
            CompletableFuture<?> sent = client.sendAsync(request(), this::headCame);
            answer = sent;
            CompletableFuture<?> unused = sent.whenComplete((ignored, thrown) -> {
                if (thrown != null) {
                    reply.fail(asIo(thrown));
                }
            });
        } catch (RejectedExecutionException closed) {
            reply.fail(new IOException(call + " was not sent: the transport is closed", closed));
        } catch (RuntimeException refused) {
            reply.fail(new IOException(call + " could not be sent: " + refused.getMessage(), refused));
        }
        if (failed) {
            release();
        }
    }

    @Override
    public void cancel() {
        fail("was cancelled");
    }

    void fail(String why) {
        reply.fail(new IOException(call + " " + why));
    }

    private HttpRequest request() {
        HttpRequest.BodyPublisher publisher = call.body().length == 0
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(call.body());
        HttpRequest.Builder request = HttpRequest.newBuilder(call.uri()).method(call.method(), publisher);
        call.headers().forEach(header -> request.header(header.name(), header.value()));
        return request.build();
    }

    private BodySubscriber<Void> headCame(ResponseInfo info) {
        Future<?> pending = timer;
        if (pending != null) {
            pending.cancel(false);
        }
        reply.head(new Head(info.statusCode(), info.headers()));
        return this;
    }

    private void timeOut() {
        if (!reply.hasHead()) {
            reply.fail(new HttpTimeoutException(call + " had no answer within " + call.firstByte()));
        }
    }

    /** Closes the connection, whichever phase the exchange is in. */
    private void release() {
        Future<?> pending = timer;
        if (pending != null) {
            pending.cancel(false);
        }
        Flow.Subscription source = subscription;
        if (source != null) {
            source.cancel();
        }
        Future<?> sent = answer;
        if (sent != null) {
            sent.cancel(true);
        }
    }

    private IOException asIo(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return cause instanceof IOException io ? io : new IOException(call + " failed: " + cause, cause);
    }

    @Override
    public CompletionStage<Void> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription source) {
        subscription = source;
        if (failed) {
            source.cancel();
        } else {
            reply.source(() -> source.request(1));
        }
    }

    @Override
    public void onNext(List<ByteBuffer> batch) {
        reply.batch(batch);
    }

    @Override
    public void onError(Throwable thrown) {
        reply.fail(asIo(thrown));
        body.completeExceptionally(thrown);
    }

    @Override
    public void onComplete() {
        body.complete(null);
        reply.complete();
    }

    private record Head(int status, HttpHeaders headers) implements HttpHead {
        @Override
        public Optional<String> header(String name) {
            return headers.firstValue(name);
        }
    }
}
