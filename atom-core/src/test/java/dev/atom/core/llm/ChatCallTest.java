package dev.atom.core.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.ProviderContext;
import dev.atom.spi.Secret;
import dev.atom.spi.Settings;
import dev.atom.spi.http.HttpHead;
import dev.atom.spi.llm.OpenAiWire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChatCallTest {
    private static final String EVENT =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one\"},\"finish_reason\":null}]}\n\n";

    private final AtomicLong nanos = new AtomicLong();
    private final CallWatch watch = new CallWatch(nanos::get);
    private final SlowSink sink = new SlowSink();
    private final List<CallEnd> ends = new ArrayList<>();
    private final AtomicInteger freed = new AtomicInteger();
    private final Secret key = Secret.of("sk-good-Zx81kqPAN44mWw0cRfQ2");

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void freesThePieceWhenTheClientLeavesWhileTheStreamReportsAFailure() {
        ChatCall call = streaming();
        call.onBody(bytes(EVENT + "data: {\"error\":\"INVALID_KEY\"}\n\n"), freed::incrementAndGet);

        sink.answer(new IOException("the client is gone"));

        assertThat(freed).hasValue(1);
        assertThat(ends).extracting(CallEnd::outcome).containsExactly(CallEnd.CLIENT_GONE);
        assertThat(sink.failures).isEmpty();
    }

    @Test
    void tellsAFailureOnlyWhenThePieceBeforeItIsWritten() {
        ChatCall call = streaming();
        call.onBody(bytes(EVENT), freed::incrementAndGet);

        call.onFailure(new IOException("cut off"));
        assertThat(sink.failures).isEmpty();
        sink.answer(null);

        assertThat(sink.failures).extracting(AtomException::code).containsExactly(ErrorCode.PROVIDER_ERROR);
        assertThat(freed).hasValue(1);
    }

    @Test
    void doesNotFailAnAnswerWhoseLastPieceIsBeingWritten() {
        ChatCall call = streaming();
        call.onBody(bytes(EVENT + "data: [DONE]\n\n"), freed::incrementAndGet);

        nanos.addAndGet(Duration.ofHours(2).toNanos());
        call.expire(nanos.get());
        sink.answer(null);

        assertThat(sink.failures).isEmpty();
        assertThat(freed).hasValue(1);
    }

    @Test
    void endsACallWhoseReceiverThrows() {
        ChatCall call = call();
        sink.broken = true;

        assertThatThrownBy(() -> call.onFailure(new IOException("cut off"))).hasMessage("the receiver is broken");

        assertThat(ends).hasSize(1);
        assertThatThrownBy(() -> key.use(bytes -> bytes.length)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void endsTheOtherCallsWhenOneReceiverThrows() {
        SlowSink broken = new SlowSink();
        broken.broken = true;
        watch.add(call(broken));
        watch.add(call());
        watch.add(call(broken));

        watch.close();

        assertThat(ends).extracting(CallEnd::outcome).containsExactly("unavailable", "unavailable", "unavailable");
        assertThat(sink.failures).extracting(AtomException::code).containsExactly(ErrorCode.UNAVAILABLE);
    }

    @Test
    void endsACallThatComesAfterTheClose() {
        watch.close();

        watch.add(call());

        assertThat(ends).extracting(CallEnd::outcome).containsExactly("unavailable");
    }

    /** Who saw the connection close looked for the call's usage, and there was none yet. */
    @Test
    void recordsACallBeforeItsConnectionCloses() {
        List<CallEnd> onRecord = new ArrayList<>();
        ChatCall left = call();
        left.sent(() -> onRecord.addAll(ends));

        left.leave();

        assertThat(onRecord).extracting(CallEnd::outcome).containsExactly(CallEnd.CLIENT_GONE);
    }

    private ChatCall streaming() {
        ChatCall call = call();
        call.onHead(new HttpHead() {
            @Override
            public int status() {
                return 200;
            }

            @Override
            public Optional<String> header(String name) {
                return Optional.of("text/event-stream");
            }
        });
        return call;
    }

    private ChatCall call() {
        return call(sink);
    }

    private ChatCall call(ChatSink to) {
        Settings settings = Settings.of("raw", Map.of("base_url", "http://127.0.0.1:1/v1", "prefixes", "m1"));
        ProviderContext context = new ProviderContext(
                (call, listener) -> {
                    throw new AssertionError("nothing is sent");
                },
                Clock.systemUTC());
        OpenAiWire provider = (OpenAiWire) new RawProviderFactory().create("raw", settings, context);
        Route route = new Route(provider, "m1");
        String body = "{\"model\":\"m1\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        return new ChatCall(new ChatCall.Parts(
                route,
                new Receipt("raw", "m1", new KeySource.Tenant(), "0011223344556677", 1),
                key,
                ChatBody.parse(body.getBytes(StandardCharsets.UTF_8)),
                to,
                new LlmTimeouts(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1)),
                watch,
                ends::add,
                nanos.get(),
                nanos::get));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers a write when the test says so. */
    private static final class SlowSink implements ChatSink {
        final List<AtomException> failures = new ArrayList<>();
        boolean broken;
        private Consumer<@Nullable Throwable> written = gone -> {
            throw new AssertionError("nothing was written");
        };

        @Override
        public void start(ChatHead head) {}

        @Override
        public void write(ByteBuffer bytes, boolean last, Consumer<@Nullable Throwable> whenWritten) {
            written = whenWritten;
        }

        @Override
        public void fail(AtomException failure) {
            if (broken) {
                throw new IllegalStateException("the receiver is broken");
            }
            failures.add(failure);
        }

        void answer(@Nullable Throwable gone) {
            written.accept(gone);
        }
    }
}
