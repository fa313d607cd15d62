package dev.atom.http.relay;

import dev.atom.core.llm.ChatHead;
import dev.atom.core.llm.ChatSink;
import dev.atom.http.error.Dialect;
import dev.atom.http.error.ErrorAnswer;
import dev.atom.http.error.ErrorAnswers;
import dev.atom.spi.AtomException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Writes one reply to Jetty's response: bytes as they come, a failure with its status or, later, as an event in the stream. */
final class ResponseSink implements ChatSink {
    private final Response response;
    private final Callback callback;
    private final ErrorAnswers errors;
    private final String requestId;
    private boolean started;
    private boolean streaming;

    ResponseSink(Response response, Callback callback, ErrorAnswers errors, String requestId) {
        this.response = response;
        this.callback = callback;
        this.errors = errors;
        this.requestId = requestId;
    }

    @Override
    public void start(ChatHead head) {
        started = true;
        streaming = head.contentType().equals("text/event-stream");
        response.setStatus(200);
        HttpFields.Mutable headers = response.getHeaders();
        headers.add(HttpHeader.CONTENT_TYPE, head.contentType());
        headers.add("x-atom-provider", head.receipt().provider());
        headers.add("x-atom-credential", head.receipt().credential());
        headers.add("x-atom-overhead-us", head.overheadMicros());
    }

    @Override
    public void write(ByteBuffer bytes, boolean last, Consumer<@Nullable Throwable> written) {
        response.write(
                last,
                bytes,
                Callback.from(
                        () -> {
                            written.accept(null);
                            if (last) {
                                callback.succeeded();
                            }
                        },
                        gone -> {
                            written.accept(gone);
                            callback.failed(gone);
                        }));
    }

    @Override
    public void fail(AtomException failure) {
        ErrorAnswer answer = errors.of(failure, Dialect.OPENAI, requestId);
        if (started) {
            failInStream(answer);
            return;
        }
        response.setStatus(answer.status());
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, ErrorAnswer.CONTENT_TYPE);
        answer.headers().forEach(headers::put);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }

    /** The status is gone; an event tells what happened, and the missing {@code [DONE]} that it is not the end. */
    private void failInStream(ErrorAnswer answer) {
        if (!streaming) {
            callback.failed(new IllegalStateException("the reply broke off"));
            return;
        }
        byte[] body = answer.body();
        byte[] before = "data: ".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(before.length + body.length + 2)
                .put(before)
                .put(body)
                .put((byte) '\n')
                .put((byte) '\n');
        response.write(true, frame.flip(), callback);
    }
}
