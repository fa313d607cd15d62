package dev.atom.core.llm;

import static dev.atom.core.llm.LlmFixture.KEY;
import static dev.atom.core.llm.LlmFixture.REPLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.Atom;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.PageRequest;
import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.Tenant;
import dev.atom.core.vault.KeyInfo;
import dev.atom.core.vault.KeyName;
import dev.atom.spi.AtomException;
import dev.atom.spi.AuthenticationException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import dev.atom.spi.llm.ChatMessage;
import dev.atom.spi.llm.ChatReply;
import dev.atom.spi.llm.ChatRequest;
import dev.atom.spi.llm.ProviderFailure;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose key a call is made with, where it goes, and what is said when it fails. */
class LlmServiceTest {
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
    void callsWithTheTenantsOwnKeyAndKeepsUnknownFields() {
        llm.store(caller, "raw", KEY);
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
        llm.store(Caller.process(TenantId.PLATFORM, "test"), "raw", "sk-good-platform-key-000");
        llm.store(Caller.process(llm.tenant("other", AiMode.BYOK).id(), "test"), "raw", "sk-good-other-tenant-0");

        assertThatThrownBy(() -> llm.chat(caller))
                .isInstanceOfSatisfying(AtomException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.PROVIDER_KEY_MISSING))
                .hasMessageContaining("acme");
        assertThat(upstream.connections).hasValue(0);
    }

    @Test
    void usesThePlatformsKeyForManagedTenantsAndNeverTheirOwn() {
        Caller managed = Caller.process(llm.tenant("managed", AiMode.MANAGED).id(), "test");
        llm.store(managed, "raw", "sk-good-their-own-key-1");
        Caller platform = Caller.process(TenantId.PLATFORM, "test");
        if (atom.vault().find(platform, new KeyName("raw")).isPresent()) {
            atom.vault().delete(platform, new KeyName("raw"));
        }
        assertThatThrownBy(() -> llm.chat(managed)).hasMessageContaining("platform");
        assertThat(upstream.connections).hasValue(0);

        llm.store(platform, "raw", "sk-good-platform-key-000");
        upstream.thenJson(200, REPLY);
        llm.chat(managed);

        assertThat(upstream.seen.get(0).head()).contains("Bearer sk-good-platform-key-000");
        assertThat(llm.usage(managed).get(0).origin()).isEqualTo("platform");
    }

    @Test
    void takesAPlaceholderForNoKey() {
        llm.store(caller, "raw", "your-key-here");

        assertThatThrownBy(() -> llm.chat(caller))
                .isInstanceOfSatisfying(AtomException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.PROVIDER_KEY_MISSING));
        assertThat(atom.llm().preflight(caller, "raw").status()).isEqualTo(Preflight.Status.MISSING);
        assertThat(upstream.connections).hasValue(0);
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
        llm.store(caller, "raw", KEY);
        upstream.thenJson(status, "{\"error\":\"" + kind + "\",\"echo\":\"" + KEY + "\"}");

        assertThatThrownBy(() -> llm.chat(caller)).isInstanceOfSatisfying(AtomException.class, failed -> {
            assertThat(failed.code()).isEqualTo(code);
            assertThat(failed.getMessage()).contains("raw").doesNotContain(KEY, "kqPAN44");
            assertThat(failed instanceof AuthenticationException)
                    .isEqualTo(code == ErrorCode.PROVIDER_AUTHENTICATION_FAILED);
        });
        assertThat(upstream.connections).as("never retried").hasValue(1);
    }

    @Test
    void doesNotOfferARefusedKeyTwiceUntilItChanges() throws Exception {
        llm.store(caller, "raw", KEY);
        upstream.thenJson(401, "{\"error\":\"INVALID_KEY\"}");
        assertThatThrownBy(() -> llm.chat(caller)).isInstanceOf(AuthenticationException.class);
        awaitCheck(KeyInfo.Check.INVALID);

        assertThatThrownBy(() -> llm.chat(caller)).isInstanceOf(AuthenticationException.class);
        assertThat(upstream.connections).hasValue(1);

        llm.store(caller, "raw", "sk-good-another-key-77");
        upstream.thenJson(200, REPLY);
        assertThat(llm.chat(caller).text()).isEqualTo("hello");
    }

    @Test
    void takesARefusedKeyAgainWhenTheProviderAcceptsIt() throws Exception {
        llm.store(caller, "raw", KEY);
        atom.vault().recordCheck(caller, new KeyName("raw"), 1, KeyInfo.Check.INVALID);

        assertThat(atom.llm().preflight(caller, "raw").status()).isEqualTo(Preflight.Status.VALID);

        upstream.thenJson(200, REPLY);
        assertThat(llm.chat(caller).text()).isEqualTo("hello");
    }

    @Test
    void routesByPrefixThenByTheTenantsDefault() throws Exception {
        llm.store(caller, "other", "sk-good-the-other-key");
        upstream.thenJson(200, REPLY).thenJson(200, REPLY).thenJson(200, REPLY);

        llm.relay(tenant, "{\"model\":\"gp-x1\",\"messages\":[{}]}").wholeReply();
        assertThat(llm.relay(tenant, "{\"model\":\"llama\",\"messages\":[{}]}")
                        .theFailure()
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        atom.llm().setDefaultProvider(caller, Optional.of("other"));
        llm.relay(tenant, "{\"model\":\"llama\",\"messages\":[{}]}").wholeReply();
        llm.relay(tenant, "{\"model\":\"other/meta/llama\",\"messages\":[{}]}").wholeReply();

        assertThat(upstream.seen)
                .extracting(RawUpstream.Exchange::body)
                .satisfiesExactly(
                        body -> assertThat(body).contains("\"gp-x1\""),
                        body -> assertThat(body).contains("\"llama\""),
                        body -> assertThat(body).contains("\"meta/llama\""));
    }

    @Test
    void showsATenantNothingOfAnothersCallsAndChoices() {
        llm.store(caller, "raw", KEY);
        upstream.thenJson(200, REPLY);
        llm.chat(caller);
        atom.llm().setDefaultProvider(caller, Optional.of("other"));
        Caller stranger = Caller.process(llm.tenant("stranger", AiMode.BYOK).id(), "test");

        assertThat(llm.usage(caller)).hasSize(1);
        assertThat(llm.usage(stranger)).isEmpty();
        assertThat(atom.llm().defaultProvider(stranger)).isEmpty();
    }

    @Test
    void auditsEveryUseAndLeavesNoKeyInIt() {
        llm.store(caller, "raw", KEY);
        upstream.thenJson(200, REPLY);
        llm.chat(caller);

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
}
