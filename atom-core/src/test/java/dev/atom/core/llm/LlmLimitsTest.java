package dev.atom.core.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.Atom;
import dev.atom.core.AtomBuilder;
import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.PageRequest;
import dev.atom.core.db.TestDatabase;
import dev.atom.core.limit.LimitState;
import dev.atom.core.limit.LimitedException;
import dev.atom.core.quota.PlanLimits;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.LimitOverrides;
import dev.atom.core.tenant.NewTenant;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.Tenant;
import dev.atom.core.tenant.TenantChange;
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import dev.atom.spi.llm.ChatMessage;
import dev.atom.spi.llm.ChatRequest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What limits do to LLM calls, in process, over a real provider socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LlmLimitsTest {
    private static final String KEY = "sk-good-Zx81kqPAN44mWw0cRfQ2";
    private static final String REPLY =
            "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hello\"},"
                    + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}";
    private static final String CHUNK =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one\"},\"finish_reason\":null}]}\n\n";
    private static final String STREAM = "{\"model\":\"m1\",\"messages\":[{}],\"stream\":true}";

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private TestDatabase database;
    private RawUpstream upstream;
    private Atom atom;
    private Tenant tenant;
    private Caller caller;

    @BeforeAll
    void open() throws Exception {
        database = TestDatabase.fresh();
        upstream = new RawUpstream();
        atom = builder()
                .quotas(QuotaSettings.usual()
                        .withPlan(Plan.SOLO, PlanLimits.of(60, 1))
                        .withPlan(Plan.TEAM, PlanLimits.of(60, 8).withTokensPerMinute(10_000)))
                .meters(meters)
                .open();
    }

    private AtomBuilder builder() {
        return Atom.builder()
                .database(database.settings())
                .keyWrapper(MasterKeyWrapper.of(Secret.copyOf(new byte[32]), List.of(), new SecureRandom()))
                .providerFactory(new RawProviderFactory())
                .provider(new ProviderConfig(
                        "raw", "raw", Map.of("base_url", upstream.base().toString(), "prefixes", "m1")));
    }

    @BeforeEach
    void newTenant() {
        upstream.forget();
        tenant = tenant(Plan.SOLO);
        caller = Caller.process(tenant.id(), "test");
        store(caller, KEY);
    }

    @AfterAll
    void close() throws Exception {
        atom.close();
        upstream.close();
        database.close();
    }

    @Test
    void aCallInProcessTakesARequestOfThePlan() {
        atom.tenants().update(caller.actor(), tenant.id(), TenantChange.of(LimitOverrides.requests(2)));
        upstream.thenJson(200, REPLY).thenJson(200, REPLY);
        chat();
        chat();

        assertThatThrownBy(this::chat)
                .isInstanceOfSatisfying(LimitedException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                    assertThat(refused.violated()).containsExactly("requests");
                    assertThat(refused.denied().retryAfter()).isPresent();
                })
                .hasMessageContaining("requests, 2 in 60 s");
        assertThat(upstream.connections).hasValue(2);
    }

    @Test
    void aRelayedCallWasCountedAtTheDoorAndTakesNoFurtherRequest() throws Exception {
        upstream.thenJson(200, REPLY);

        relay("{\"model\":\"m1\",\"messages\":[{}]}").wholeReply();

        assertThat(remaining("requests")).isEqualTo(60);
    }

    @Test
    void countsThatNoProviderCanMeanKeepNoPlaceAndLoseNoRow() {
        for (String count : List.of("4611686018427387904", "9223372036854775807", "1" + "0".repeat(40))) {
            upstream.thenJson(200, REPLY.replace(":7,", ":" + count + ",").replace(":3}", ":" + count + "}"));
            chat();
            assertThat(remaining("concurrent-calls")).as(count).isEqualTo(1);
        }
        assertThat(atom.llm().usage(caller, PageRequest.first()).items())
                .hasSize(3)
                .allSatisfy(row -> {
                    assertThat(row.promptTokens()).isEqualTo(Integer.MAX_VALUE);
                    assertThat(row.completionTokens()).isEqualTo(Integer.MAX_VALUE);
                });
    }

    @Test
    void aCallThatNeverReachesItsProviderTakesNothing() {
        atom.vault().delete(caller, new KeyName("raw"));

        assertThatThrownBy(this::chat).isInstanceOf(AtomException.class);

        assertThat(remaining("requests")).isEqualTo(60);
        assertThat(remaining("concurrent-calls")).isEqualTo(1);
    }

    @Test
    void refusesTheStreamThatIsOneTooMany() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        upstream.then(exchange -> {
            exchange.streamHead();
            exchange.send(CHUNK);
            finish.await();
            exchange.send("data: [DONE]\n\n");
        });
        RecordingSink first = relay(STREAM);
        first.nextPiece();

        AtomException refused = relay(STREAM).theFailure();
        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(refused.details()).containsEntry("violated_policies", "concurrent-calls");
        assertThat(upstream.connections).as("refused before a socket opened").hasValue(1);
        assertThat(meters.get("atom.limits.refused")
                        .tags("policy", "concurrent-calls", "reason", "exhausted")
                        .counter()
                        .count())
                .isPositive();

        finish.countDown();
        first.wholeReply();
        awaitFreePlace();
    }

    /** How a call can end. */
    enum End {
        REFUSED_BY_PROVIDER,
        BROKEN_OFF,
        ERROR_IN_STREAM,
        CLIENT_GONE,
        UNREADABLE,
        SHUT_DOWN
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void givesThePlaceBackHoweverTheCallEnds(End end) throws Exception {
        Atom other = builder()
                .quotas(QuotaSettings.usual().withPlan(Plan.SOLO, PlanLimits.of(60, 1)))
                .limiter(atom.limiter())
                .open();
        CountDownLatch left = new CountDownLatch(1);
        upstream.then(exchange -> {
            switch (end) {
                case REFUSED_BY_PROVIDER -> {
                    String body = "{\"error\":\"OVERLOADED\"}";
                    exchange.send("HTTP/1.1 529 X\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                }
                case UNREADABLE -> exchange.send("no HTTP at all\r\n\r\n");
                case BROKEN_OFF -> {
                    exchange.streamHead();
                    exchange.send(CHUNK);
                }
                case ERROR_IN_STREAM -> {
                    exchange.streamHead();
                    exchange.send(CHUNK + "data: {\"error\":\"OVERLOADED\"}\n\n");
                    exchange.awaitClose();
                }
                case CLIENT_GONE -> {
                    exchange.streamHead();
                    exchange.send(CHUNK);
                    left.await();
                    exchange.send(CHUNK);
                    exchange.awaitClose();
                }
                case SHUT_DOWN -> {
                    exchange.streamHead();
                    exchange.send(CHUNK);
                    exchange.awaitClose();
                }
            }
        });
        RecordingSink sink = relay(other, STREAM);
        switch (end) {
            case CLIENT_GONE -> {
                sink.nextPiece();
                sink.leave();
                left.countDown();
            }
            case SHUT_DOWN -> {
                sink.nextPiece();
                other.close();
            }
            case REFUSED_BY_PROVIDER, BROKEN_OFF, ERROR_IN_STREAM, UNREADABLE -> sink.theFailure();
        }

        awaitFreePlace();
        other.close();
    }

    @Test
    void aRefusalByTheProgramsOwnAdmissionGivesThePlaceBack() throws Exception {
        try (Atom strict = builder()
                .quotas(QuotaSettings.usual().withPlan(Plan.SOLO, PlanLimits.of(60, 1)))
                .limiter(atom.limiter())
                .admission(call -> {
                    throw new AtomException(ErrorCode.FORBIDDEN, "not today");
                })
                .open()) {
            assertThat(relay(strict, STREAM).theFailure().code()).isEqualTo(ErrorCode.FORBIDDEN);
        }
        assertThat(remaining("concurrent-calls")).isEqualTo(1);
    }

    @Test
    void takesTheTokensACallReallyCost() throws Exception {
        use(Plan.TEAM);
        upstream.thenJson(200, REPLY);

        relay("{\"model\":\"m1\",\"messages\":[{}],\"max_tokens\":9000}").wholeReply();

        awaitRemaining("tokens", 10_000 - 10);
    }

    @Test
    void refusesACallWhoseTokensAreMoreThanAreLeft() throws Exception {
        use(Plan.TEAM);
        CountDownLatch finish = new CountDownLatch(1);
        upstream.then(exchange -> {
            exchange.streamHead();
            exchange.send(CHUNK);
            finish.await();
            exchange.send("data: [DONE]\n\n");
        });
        RecordingSink first = relay(STREAM.replace("{\"model\"", "{\"max_tokens\":9000,\"model\""));
        first.nextPiece();

        AtomException refused = relay("{\"model\":\"m1\",\"messages\":[{}],\"max_completion_tokens\":2000}")
                .theFailure();

        assertThat(refused.details()).containsEntry("violated_policies", "tokens");
        assertThat(upstream.connections).hasValue(1);
        finish.countDown();
        first.wholeReply();
    }

    @Test
    void aCallLargerThanAMinutesTokensRunsAloneAndIsChargedWhenItsCostIsKnown() throws Exception {
        use(Plan.TEAM);
        upstream.thenJson(200, REPLY.replace("\"completion_tokens\":3", "\"completion_tokens\":123456"));

        relay("{\"model\":\"m1\",\"messages\":[{}],\"max_tokens\":99999999999999999999}")
                .wholeReply();

        awaitRemaining("tokens", 0);
        assertThat(relay("{\"model\":\"m1\",\"messages\":[{}]}").theFailure().code())
                .isEqualTo(ErrorCode.RATE_LIMITED);
    }

    @Test
    void switchedOffLimitsNothingAndSaysSo() throws Exception {
        MeterRegistry own = new SimpleMeterRegistry();
        try (Atom off = builder()
                .quotas(QuotaSettings.off().withPlan(Plan.SOLO, PlanLimits.of(1, 1)))
                .meters(own)
                .open()) {
            for (int i = 0; i < 3; i++) {
                upstream.thenJson(200, REPLY);
                off.llm().chat(caller, ChatRequest.of("raw/m1", ChatMessage.user("hi")));
            }
            assertThat(off.quotas().lookAtAll(resolved())).isEmpty();
        }
        assertThat(own.get("atom.limits.enabled").gauge().value()).isZero();
        assertThat(own.find("atom.limits.refused").counters()).isEmpty();
    }

    private void use(Plan plan) {
        tenant = tenant(plan);
        caller = Caller.process(tenant.id(), "test");
        store(caller, KEY);
    }

    private Tenant tenant(Plan plan) {
        return atom.tenants()
                .create(
                        Actor.process("test"),
                        new NewTenant(new Slug("t" + UUID.randomUUID()), "T", plan, AiMode.BYOK));
    }

    private void store(Caller owner, String value) {
        try (Secret secret = Secret.copyOf(value.getBytes(StandardCharsets.UTF_8))) {
            atom.vault().put(owner, new KeyName("raw"), secret, Optional.of("raw"));
        }
    }

    private void chat() {
        assertThat(atom.llm()
                        .chat(caller, ChatRequest.of("raw/m1", ChatMessage.user("hi")))
                        .text())
                .isEqualTo("hello");
    }

    private RecordingSink relay(String body) {
        return relay(atom, body);
    }

    private RecordingSink relay(Atom by, String body) {
        RecordingSink sink = new RecordingSink();
        by.llm().relay(resolved(), body.getBytes(StandardCharsets.UTF_8), sink);
        return sink;
    }

    private ResolvedCaller resolved() {
        return new ResolvedCaller(caller, atom.tenants().get(tenant.id()), Set.of());
    }

    private void awaitFreePlace() {
        awaitRemaining("concurrent-calls", 1);
    }

    private void awaitRemaining(String policy, long expected) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (remaining(policy) != expected) {
            assertThat(System.nanoTime())
                    .as("time until %s of %s are left", expected, policy)
                    .isLessThan(end);
        }
    }

    private long remaining(String policy) {
        return atom.quotas().lookAtAll(resolved()).stream()
                .filter(state -> state.limit().policy().name().equals(policy))
                .mapToLong(LimitState::remaining)
                .findFirst()
                .orElseThrow();
    }
}
