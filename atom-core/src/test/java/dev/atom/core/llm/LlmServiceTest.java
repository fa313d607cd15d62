package dev.atom.core.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.atom.core.Atom;
import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.PageRequest;
import dev.atom.core.db.TestDatabase;
import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.NewTenant;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.Tenant;
import dev.atom.core.vault.KeyInfo;
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.spi.AtomException;
import dev.atom.spi.AuthenticationException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import dev.atom.spi.llm.ChatMessage;
import dev.atom.spi.llm.ChatReply;
import dev.atom.spi.llm.ChatRequest;
import dev.atom.spi.llm.ProviderFailure;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LlmServiceTest {
    private static final String KEY = "sk-good-Zx81kqPAN44mWw0cRfQ2";
    private static final String REPLY =
            "{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"m1\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"hello\",\"reasoning_content\":\"hm\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10},\"unknown\":{\"kept\":true}}";

    private final SecureRandom random = new SecureRandom();
    private TestDatabase database;
    private RawUpstream upstream;
    private Atom atom;
    private final AtomicInteger tenants = new AtomicInteger();
    private Tenant tenant;
    private Caller caller;

    @BeforeAll
    void open() throws Exception {
        database = TestDatabase.fresh();
        upstream = new RawUpstream();
        atom = atom(LlmTimeouts.DEFAULT);
    }

    @BeforeEach
    void newTenant() {
        upstream.forget();
        tenant = tenant("acme", AiMode.BYOK);
        caller = Caller.process(tenant.id(), "test");
    }

    private Atom atom(LlmTimeouts timeouts) {
        byte[] master = new byte[32];
        return Atom.builder()
                .database(database.settings())
                .keyWrapper(MasterKeyWrapper.of(Secret.copyOf(master), List.of(), random))
                .providerFactory(new RawProviderFactory())
                .provider(new ProviderConfig(
                        "raw", "raw", Map.of("base_url", upstream.base().toString(), "prefixes", "m1,gp-")))
                .provider(new ProviderConfig(
                        "other", "raw", Map.of("base_url", upstream.base().toString(), "prefixes", "gp-x")))
                .timeouts(timeouts)
                .open();
    }

    @AfterAll
    void close() throws Exception {
        atom.close();
        upstream.close();
        database.close();
    }

    @Test
    void callsWithTheTenantsOwnKeyAndKeepsUnknownFields() {
        store(caller, "raw", KEY);
        upstream.thenJson(200, REPLY);

        ChatReply reply = atom.llm()
                .chat(caller, ChatRequest.of("raw/m1", ChatMessage.user("hi")).with("seed", 7));

        assertThat(reply.text()).isEqualTo("hello");
        assertThat(reply.messages().get(0).more()).containsEntry("reasoning_content", "hm");
        assertThat(reply.more()).containsEntry("unknown", Map.of("kept", true));
        assertThat(upstream.seen.get(0).head()).contains("Bearer " + KEY).startsWith("POST /v1/chat/completions ");
        assertThat(upstream.seen.get(0).body()).contains("\"model\":\"m1\"", "\"seed\":7");
    }

    @Test
    void refusesATenantWithoutKeyBeforeAnySocketOpens() {
        store(Caller.process(TenantId.PLATFORM, "test"), "raw", "sk-good-platform-key-000");
        store(Caller.process(tenant("other", AiMode.BYOK).id(), "test"), "raw", "sk-good-other-tenant-0");

        assertThatThrownBy(() -> chat(caller))
                .isInstanceOfSatisfying(AtomException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.PROVIDER_KEY_MISSING))
                .hasMessageContaining("acme");
        assertThat(upstream.connections).hasValue(0);
    }

    @Test
    void usesThePlatformsKeyForManagedTenantsAndNeverTheirOwn() {
        Caller managed = Caller.process(tenant("managed", AiMode.MANAGED).id(), "test");
        store(managed, "raw", "sk-good-their-own-key-1");
        Caller platform = Caller.process(TenantId.PLATFORM, "test");
        if (atom.vault().find(platform, new KeyName("raw")).isPresent()) {
            atom.vault().delete(platform, new KeyName("raw"));
        }
        assertThatThrownBy(() -> chat(managed)).hasMessageContaining("platform");
        assertThat(upstream.connections).hasValue(0);

        store(platform, "raw", "sk-good-platform-key-000");
        upstream.thenJson(200, REPLY);
        chat(managed);

        assertThat(upstream.seen.get(0).head()).contains("Bearer sk-good-platform-key-000");
        assertThat(usage(managed).get(0).origin()).isEqualTo("platform");
    }

    @Test
    void takesAPlaceholderForNoKey() {
        store(caller, "raw", "your-key-here");

        assertThatThrownBy(() -> chat(caller))
                .isInstanceOfSatisfying(AtomException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.PROVIDER_KEY_MISSING));
        assertThat(atom.llm().preflight(caller, "raw").status()).isEqualTo(Preflight.Status.MISSING);
        assertThat(upstream.connections).hasValue(0);
    }

    @Test
    void passesEachPieceOnBeforeTheNextIsSent() throws Exception {
        store(caller, "raw", KEY);
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
        RecordingSink sink = relay("{\"model\":\"raw/m1\",\"messages\":[{}],\"stream\":true}");

        assertThat(sink.nextPiece()).isEqualTo(chunk("one"));
        first.countDown();
        assertThat(sink.nextPiece()).isEqualTo(chunk("two"));
        second.countDown();

        assertThat(sink.wholeReply()).isEqualTo(chunk("one") + chunk("two") + finish() + "data: [DONE]\n\n");
        assertThat(sink.head.get().receipt().credential()).matches("tenant; fp=[0-9a-f]{16}; v=1");
    }

    @Test
    void metersAStreamAndHidesTheUsageNobodyAskedFor() throws Exception {
        store(caller, "raw", KEY);
        String usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\n";
        for (int call = 0; call < 2; call++) {
            upstream.then(exchange -> {
                exchange.streamHead();
                exchange.send(": keep-alive\n\n" + chunk("one") + finish() + usage + "data: [DONE]\n\n");
            });
        }

        String hidden =
                relay("{\"model\":\"m1\",\"messages\":[{}],\"stream\":true}").wholeReply();
        String asked = relay(
                        "{\"model\":\"m1\",\"messages\":[{}],\"stream\":true,\"stream_options\":{\"include_usage\":true}}")
                .wholeReply();

        assertThat(hidden).contains("one", "[DONE]").doesNotContain("prompt_tokens");
        assertThat(asked).contains(usage);
        assertThat(upstream.seen.get(0).body()).contains("\"include_usage\":true");
        assertThat(usage(caller)).hasSize(2).allSatisfy(row -> {
            assertThat(row.promptTokens()).isEqualTo(5);
            assertThat(row.completionTokens()).isEqualTo(2);
            assertThat(row.estimated()).isFalse();
            assertThat(row.outcome()).isEqualTo("ok");
            assertThat(row.origin()).isEqualTo("tenant");
        });
    }

    @Test
    void addsTheEndMarkAProviderForgot() throws Exception {
        store(caller, "raw", KEY);
        upstream.then(exchange -> {
            exchange.streamHead();
            exchange.send(chunk("one") + finish());
        });

        assertThat(relay("{\"model\":\"m1\",\"messages\":[{}],\"stream\":true}").wholeReply())
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void tellsOfAStreamThatBreaksOffAndMetersAnEstimate() throws Exception {
        store(caller, "raw", KEY);
        upstream.then(exchange -> {
            exchange.streamHead();
            exchange.send(chunk("one") + chunk("two"));
        });

        RecordingSink sink = relay("{\"model\":\"m1\",\"messages\":[{}],\"stream\":true}");

        assertThat(sink.theFailure().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(sink.soFar()).isEqualTo(chunk("one") + chunk("two"));
        assertThat(usage(caller)).singleElement().satisfies(row -> {
            assertThat(row.estimated()).isTrue();
            assertThat(row.completionTokens()).isPositive();
            assertThat(row.outcome()).isEqualTo("provider_error");
        });
    }

    @Test
    void givesARealStatusWhenTheFirstEventIsAFailure() throws Exception {
        store(caller, "raw", KEY);
        upstream.then(exchange -> {
            exchange.streamHead();
            exchange.send(": thinking\n\ndata: {\"error\":\"RATE_LIMITED\"}\n\n");
        });

        RecordingSink sink = relay("{\"model\":\"m1\",\"messages\":[{}],\"stream\":true}");

        assertThat(sink.theFailure().code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(sink.head).isNotDone();
    }

    @Test
    void endsAStreamAtAFailureInIt() throws Exception {
        store(caller, "raw", KEY);
        upstream.then(exchange -> {
            exchange.streamHead();
            exchange.send(chunk("one") + "data: {\"error\":\"OVERLOADED\"}\n\n" + chunk("never"));
            exchange.awaitClose();
        });

        RecordingSink sink = relay("{\"model\":\"m1\",\"messages\":[{}],\"stream\":true}");

        assertThat(sink.theFailure().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(sink.soFar()).isEqualTo(chunk("one"));
    }

    @Test
    void cancelsTheProviderWhenTheReceiverIsGone() throws Exception {
        store(caller, "raw", KEY);
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
        RecordingSink sink = relay("{\"model\":\"m1\",\"messages\":[{}],\"stream\":true}");
        sink.nextPiece();

        sink.leave();
        left.countDown();

        assertThat(closed.await(20, TimeUnit.SECONDS) || upstream.closedByPeer.await(1, TimeUnit.SECONDS))
                .isTrue();
        assertThat(usage(caller)).singleElement().satisfies(row -> assertThat(row.outcome())
                .isEqualTo("client_gone"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptEndsTheCallWhileTheProviderIsStillSilent(boolean streamed) throws Exception {
        store(caller, "raw", KEY);
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
        assertThat(usage(caller)).singleElement().satisfies(row -> assertThat(row.outcome())
                .isEqualTo("client_gone"));
    }

    @Test
    void endsACallThatGoesSilentAndIsNotFooledByComments() throws Exception {
        store(caller, "raw", KEY);
        Atom impatient = atom(new LlmTimeouts(Duration.ofSeconds(20), Duration.ofMillis(600), Duration.ofMinutes(1)));
        CountDownLatch over = new CountDownLatch(1);
        upstream.then(exchange -> {
            exchange.streamHead();
            exchange.send(chunk("one"));
            while (!over.await(50, TimeUnit.MILLISECONDS)) {
                exchange.send(": keep-alive\n\n");
            }
        });

        RecordingSink sink = relay(impatient, "{\"model\":\"m1\",\"messages\":[{}],\"stream\":true}");

        assertThat(sink.theFailure().code()).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
        over.countDown();
        impatient.close();
    }

    @Test
    void endsACallThatIsNeverAnswered() throws Exception {
        store(caller, "raw", KEY);
        Atom impatient = atom(new LlmTimeouts(Duration.ofMillis(300), Duration.ofSeconds(20), Duration.ofMinutes(1)));
        upstream.then(RawUpstream.Exchange::awaitClose);

        assertThat(relay(impatient, "{\"model\":\"m1\",\"messages\":[{}]}")
                        .theFailure()
                        .code())
                .isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
        impatient.close();
    }

    @ParameterizedTest
    @CsvSource({
        "401, INVALID_KEY, PROVIDER_AUTHENTICATION_FAILED",
        "200, INVALID_KEY, PROVIDER_AUTHENTICATION_FAILED",
        "403, KEY_REVOKED, PROVIDER_AUTHENTICATION_FAILED",
        "403, INSUFFICIENT_SCOPE, PROVIDER_AUTHENTICATION_FAILED",
        "402, OUT_OF_CREDIT, PAYMENT_REQUIRED",
        "401, WRONG_REGION, PROVIDER_ERROR",
        "429, RATE_LIMITED, RATE_LIMITED",
        "529, OVERLOADED, UNAVAILABLE",
        "400, BAD_REQUEST, BAD_REQUEST",
        "404, MODEL_NOT_FOUND, NOT_FOUND",
        "500, UNKNOWN, PROVIDER_ERROR",
    })
    void saysWhatTheProvidersFailureMeans(int status, ProviderFailure.Kind kind, ErrorCode code) {
        store(caller, "raw", KEY);
        upstream.thenJson(status, "{\"error\":\"" + kind + "\",\"echo\":\"" + KEY + "\"}");

        assertThatThrownBy(() -> chat(caller)).isInstanceOfSatisfying(AtomException.class, failed -> {
            assertThat(failed.code()).isEqualTo(code);
            assertThat(failed.getMessage()).contains("raw").doesNotContain(KEY, "kqPAN44");
            assertThat(failed instanceof AuthenticationException)
                    .isEqualTo(code == ErrorCode.PROVIDER_AUTHENTICATION_FAILED);
        });
        assertThat(upstream.connections).as("never retried").hasValue(1);
    }

    @Test
    void doesNotOfferARefusedKeyTwiceUntilItChanges() throws Exception {
        store(caller, "raw", KEY);
        upstream.thenJson(401, "{\"error\":\"INVALID_KEY\"}");
        assertThatThrownBy(() -> chat(caller)).isInstanceOf(AuthenticationException.class);
        awaitCheck(KeyInfo.Check.INVALID);

        assertThatThrownBy(() -> chat(caller)).isInstanceOf(AuthenticationException.class);
        assertThat(upstream.connections).hasValue(1);

        store(caller, "raw", "sk-good-another-key-77");
        upstream.thenJson(200, REPLY);
        assertThat(chat(caller).text()).isEqualTo("hello");
    }

    @Test
    void takesARefusedKeyAgainWhenTheProviderAcceptsIt() throws Exception {
        store(caller, "raw", KEY);
        atom.vault().recordCheck(caller, new KeyName("raw"), 1, KeyInfo.Check.INVALID);

        assertThat(atom.llm().preflight(caller, "raw").status()).isEqualTo(Preflight.Status.VALID);

        upstream.thenJson(200, REPLY);
        assertThat(chat(caller).text()).isEqualTo("hello");
    }

    @Test
    void routesByPrefixThenByTheTenantsDefault() throws Exception {
        store(caller, "other", "sk-good-the-other-key");
        upstream.thenJson(200, REPLY).thenJson(200, REPLY).thenJson(200, REPLY);

        relay("{\"model\":\"gp-x1\",\"messages\":[{}]}").wholeReply();
        assertThat(relay("{\"model\":\"llama\",\"messages\":[{}]}").theFailure().code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        atom.llm().setDefaultProvider(caller, Optional.of("other"));
        relay("{\"model\":\"llama\",\"messages\":[{}]}").wholeReply();
        relay("{\"model\":\"other/meta/llama\",\"messages\":[{}]}").wholeReply();

        assertThat(upstream.seen)
                .extracting(RawUpstream.Exchange::body)
                .satisfiesExactly(
                        body -> assertThat(body).contains("\"gp-x1\""),
                        body -> assertThat(body).contains("\"llama\""),
                        body -> assertThat(body).contains("\"meta/llama\""));
    }

    @Test
    void streamsTextToAReaderAndStopsWhenTheReaderDoes() {
        store(caller, "raw", KEY);
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

    @Test
    void showsATenantNothingOfAnothersCallsAndChoices() {
        store(caller, "raw", KEY);
        upstream.thenJson(200, REPLY);
        chat(caller);
        atom.llm().setDefaultProvider(caller, Optional.of("other"));
        Caller stranger = Caller.process(tenant("stranger", AiMode.BYOK).id(), "test");

        assertThat(usage(caller)).hasSize(1);
        assertThat(usage(stranger)).isEmpty();
        assertThat(atom.llm().defaultProvider(stranger)).isEmpty();
        database.database().tenants().run(stranger.tenant(), handle -> {
            assertThat(new UsageStore().list(handle, tenant.id(), PageRequest.first()))
                    .isEmpty();
            assertThat(new TenantDefaultStore().find(handle, tenant.id())).isEmpty();
        });
    }

    @Test
    void auditsEveryUseAndLeavesNoKeyInIt() {
        store(caller, "raw", KEY);
        upstream.thenJson(200, REPLY);
        chat(caller);

        assertThat(atom.audit().list(caller, PageRequest.first()).items())
                .anySatisfy(entry -> assertThat(entry.toString()).contains("vault.use", "key/raw", "chat m1"))
                .noneSatisfy(entry -> assertThat(entry.toString()).contains(KEY));
    }

    private void awaitCheck(KeyInfo.Check wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (atom.vault().find(caller, new KeyName("raw")).orElseThrow().check() != wanted) {
            assertThat(System.nanoTime()).as("time to note the check").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private Tenant tenant(String name, AiMode mode) {
        String slug = name + "-" + tenants.incrementAndGet();
        return atom.tenants().create(Actor.process("test"), new NewTenant(new Slug(slug), slug, Plan.FREE, mode));
    }

    private void store(Caller holder, String name, String value) {
        try (Secret secret = Secret.of(value)) {
            atom.llm().keys().put(holder, new KeyName(name), secret, Optional.empty(), false);
        }
    }

    private ChatReply chat(Caller by) {
        return atom.llm().chat(by, ChatRequest.of("m1", ChatMessage.user("hi")));
    }

    private List<UsageRecord> usage(Caller by) {
        return atom.llm().usage(by, PageRequest.first()).items();
    }

    private RecordingSink relay(String body) {
        return relay(atom, body);
    }

    private RecordingSink relay(Atom by, String body) {
        RecordingSink sink = new RecordingSink();
        by.llm().relay(new ResolvedCaller(caller, tenant, Set.of()), body.getBytes(StandardCharsets.UTF_8), sink);
        return sink;
    }

    private static String chunk(String text) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text
                + "\"},\"finish_reason\":null}],\"usage\":null}\n\n";
    }

    private static String finish() {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    }
}
