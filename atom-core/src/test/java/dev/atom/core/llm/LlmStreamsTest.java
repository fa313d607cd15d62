package dev.atom.core.llm;

import static dev.atom.core.llm.LlmFixture.KEY;
import static dev.atom.core.llm.LlmFixture.chunk;
import static dev.atom.core.llm.LlmFixture.finish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.atom.core.Atom;
import dev.atom.core.audit.Caller;
import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.Tenant;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.llm.ChatMessage;
import dev.atom.spi.llm.ChatRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls whose answers come in pieces, late, or not at all. */
class LlmStreamsTest {
    private static final String STREAM = "{\"model\":\"m1\",\"messages\":[{}],\"stream\":true}";

    @AutoClose
    private static final LlmFixture llm = new LlmFixture();

    private final Atom atom = llm.atom;
    private final RawUpstream upstream = llm.upstream;
    private final Tenant tenant = llm.tenant("acme", AiMode.BYOK);
    private final Caller caller = Caller.process(tenant.id(), "test");

    @BeforeEach
    void forget() {
        upstream.forget();
    }

    @Test
    void passesEachPieceOnBeforeTheNextIsSent() throws Exception {
        llm.store(caller, "raw", KEY);
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        upstream.then(exchange -> {
            exchange.streamHead();
            exchange.send(chunk("one"));
            first.await();
            exchange.send(chunk("two"));
            second.await();
            exchange.send(finish() + "data: [DONE]\n\n");
        });
        RecordingSink sink = llm.relay(tenant, "{\"model\":\"raw/m1\",\"messages\":[{}],\"stream\":true}");

        assertThat(sink.nextPiece()).isEqualTo(chunk("one"));
        first.countDown();
        assertThat(sink.nextPiece()).isEqualTo(chunk("two"));
        second.countDown();

        assertThat(sink.wholeReply()).isEqualTo(chunk("one") + chunk("two") + finish() + "data: [DONE]\n\n");
        assertThat(sink.head.get().receipt().credential()).matches("tenant; fp=[0-9a-f]{16}; v=1");
    }

    @Test
    void metersAStreamAndHidesTheUsageNobodyAskedFor() throws Exception {
        llm.store(caller, "raw", KEY);
        String usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\n";
        for (int call = 0; call < 2; call++) {
            upstream.then(exchange -> {
                exchange.streamHead();
                exchange.send(": keep-alive\n\n" + chunk("one") + finish() + usage + "data: [DONE]\n\n");
            });
        }

        String hidden = llm.relay(tenant, STREAM).wholeReply();
        String asked = llm.relay(
                        tenant,
                        "{\"model\":\"m1\",\"messages\":[{}],\"stream\":true,\"stream_options\":{\"include_usage\":true}}")
                .wholeReply();

        assertThat(hidden).contains("one", "[DONE]").doesNotContain("prompt_tokens");
        assertThat(asked).contains(usage);
        assertThat(upstream.seen.get(0).body()).contains("\"include_usage\":true");
        assertThat(llm.usage(caller)).hasSize(2).allSatisfy(row -> {
            assertThat(row.promptTokens()).isEqualTo(5);
            assertThat(row.completionTokens()).isEqualTo(2);
            assertThat(row.estimated()).isFalse();
            assertThat(row.outcome()).isEqualTo("ok");
            assertThat(row.origin()).isEqualTo("tenant");
        });
    }

    @Test
    void addsTheEndMarkAProviderForgot() throws Exception {
        llm.store(caller, "raw", KEY);
        upstream.then(exchange -> {
            exchange.streamHead();
            exchange.send(chunk("one") + finish());
        });

        assertThat(llm.relay(tenant, STREAM).wholeReply()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void tellsOfAStreamThatBreaksOffAndMetersAnEstimate() throws Exception {
        llm.store(caller, "raw", KEY);
        upstream.then(exchange -> {
            exchange.streamHead();
            exchange.send(chunk("one") + chunk("two"));
        });

        RecordingSink sink = llm.relay(tenant, STREAM);

        assertThat(sink.theFailure().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(sink.soFar()).isEqualTo(chunk("one") + chunk("two"));
        assertThat(llm.usage(caller)).singleElement().satisfies(row -> {
            assertThat(row.estimated()).isTrue();
            assertThat(row.completionTokens()).isPositive();
            assertThat(row.outcome()).isEqualTo("provider_error");
        });
    }

    @Test
    void givesARealStatusWhenTheFirstEventIsAFailure() throws Exception {
        llm.store(caller, "raw", KEY);
        upstream.then(exchange -> {
            exchange.streamHead();
            exchange.send(": thinking\n\ndata: {\"error\":\"RATE_LIMITED\"}\n\n");
        });

        RecordingSink sink = llm.relay(tenant, STREAM);

        assertThat(sink.theFailure().code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(sink.head).isNotDone();
    }

    @Test
    void endsAStreamAtAFailureInIt() throws Exception {
        llm.store(caller, "raw", KEY);
        upstream.then(exchange -> {
            exchange.streamHead();
            exchange.send(chunk("one") + "data: {\"error\":\"OVERLOADED\"}\n\n" + chunk("never"));
            exchange.awaitClose();
        });

        RecordingSink sink = llm.relay(tenant, STREAM);

        assertThat(sink.theFailure().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(sink.soFar()).isEqualTo(chunk("one"));
    }

    @Test
    void cancelsTheProviderWhenTheReceiverIsGone() throws Exception {
        llm.store(caller, "raw", KEY);
        CountDownLatch left = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        upstream.then(exchange -> {
            exchange.streamHead();
            exchange.send(chunk("one"));
            left.await();
            exchange.send(chunk("two"));
            exchange.awaitClose();
            closed.countDown();
        });
        RecordingSink sink = llm.relay(tenant, STREAM);
        sink.nextPiece();

        sink.leave();
        left.countDown();

        assertThat(closed.await(20, TimeUnit.SECONDS) || upstream.closedByPeer.await(1, TimeUnit.SECONDS))
                .isTrue();
        assertThat(llm.usage(caller)).singleElement().satisfies(row -> assertThat(row.outcome())
                .isEqualTo("client_gone"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptEndsTheCallWhileTheProviderIsStillSilent(boolean streamed) throws Exception {
        llm.store(caller, "raw", KEY);
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        upstream.then(exchange -> {
            arrived.countDown();
            exchange.awaitClose();
            closed.countDown();
        });
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        ChatRequest request = ChatRequest.of("m1", ChatMessage.user("hi"));
        Thread asking = new Thread(() -> thrown.set(catchThrowable(() -> {
            if (streamed) {
                atom.llm().stream(caller, request, text -> {});
            } else {
                atom.llm().chat(caller, request);
            }
        })));
        asking.start();
        assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();

        asking.interrupt();

        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        asking.join(Duration.ofSeconds(20).toMillis());
        assertThat(thrown.get()).hasMessageContaining("interrupted");
        assertThat(llm.usage(caller)).singleElement().satisfies(row -> assertThat(row.outcome())
                .isEqualTo("client_gone"));
    }

    @Test
    void endsACallThatGoesSilentAndIsNotFooledByComments() throws Exception {
        llm.store(caller, "raw", KEY);
        Atom impatient =
                llm.another(new LlmTimeouts(Duration.ofSeconds(20), Duration.ofMillis(600), Duration.ofMinutes(1)));
        CountDownLatch over = new CountDownLatch(1);
        upstream.then(exchange -> {
            exchange.streamHead();
            exchange.send(chunk("one"));
            while (!over.await(50, TimeUnit.MILLISECONDS)) {
                exchange.send(": keep-alive\n\n");
            }
        });

        RecordingSink sink = LlmFixture.relay(impatient, tenant, STREAM);

        assertThat(sink.theFailure().code()).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
        over.countDown();
        impatient.close();
    }

    @Test
    void endsACallThatIsNeverAnswered() throws Exception {
        llm.store(caller, "raw", KEY);
        Atom impatient =
                llm.another(new LlmTimeouts(Duration.ofMillis(300), Duration.ofSeconds(20), Duration.ofMinutes(1)));
        upstream.then(RawUpstream.Exchange::awaitClose);

        assertThat(LlmFixture.relay(impatient, tenant, "{\"model\":\"m1\",\"messages\":[{}]}")
                        .theFailure()
                        .code())
                .isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
        impatient.close();
    }

    @Test
    void streamsTextToAReaderAndStopsWhenTheReaderDoes() {
        llm.store(caller, "raw", KEY);
        upstream.then(exchange -> {
            exchange.streamHead();
            exchange.send(chunk("one") + chunk("two") + finish() + "data: [DONE]\n\n");
        });
        List<String> text = new ArrayList<>();
        atom.llm().stream(caller, ChatRequest.of("m1", ChatMessage.user("hi")), text::add);
        assertThat(text).containsExactly("one", "two");

        upstream.then(exchange -> {
            exchange.streamHead();
            exchange.send(chunk("one"));
            exchange.awaitClose();
        });
        assertThatThrownBy(() -> atom.llm().stream(caller, ChatRequest.of("m1", ChatMessage.user("hi")), piece -> {
                    throw new IllegalStateException("enough");
                }))
                .hasMessage("enough");
    }
}
