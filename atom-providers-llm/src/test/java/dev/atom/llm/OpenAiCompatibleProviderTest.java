package dev.atom.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.ProviderContext;
import dev.atom.spi.Secret;
import dev.atom.spi.Settings;
import dev.atom.spi.http.HttpCall;
import dev.atom.spi.llm.KeyCheck;
import dev.atom.spi.llm.LlmModel;
import dev.atom.spi.llm.LlmProviderFactory;
import dev.atom.spi.llm.OpenAiWire;
import dev.atom.tck.BlockingTransport;
import dev.atom.tck.CannedReply;
import dev.atom.tck.FailingTransport;
import dev.atom.tck.ReplayServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenAiCompatibleProviderTest {
    private final FailingTransport down = new FailingTransport(new IOException("down"));

    @Test
    void livesWhereItsVendorDoes() {
        assertThat(wire(new OpenAiFactory(), Map.of()).chatCompletions())
                .isEqualTo(URI.create("https://api.openai.com/v1/chat/completions"));
        assertThat(wire(new DeepSeekFactory(), Map.of()).chatCompletions())
                .isEqualTo(URI.create("https://api.deepseek.com/v1/chat/completions"));
        assertThat(wire(new MiniMaxFactory(), Map.of()).chatCompletions())
                .isEqualTo(URI.create("https://api.minimax.io/v1/chat/completions"));
        assertThat(wire(new MiniMaxFactory(), Map.of("region", "china")).chatCompletions())
                .isEqualTo(URI.create("https://api.minimaxi.com/v1/chat/completions"));
    }

    @Test
    void asksForModelsWhereItsVendorListsThem() {
        assertThat(asked(new OpenAiFactory(), Map.of())).isEqualTo("https://api.openai.com/v1/models");
        assertThat(asked(new DeepSeekFactory(), Map.of())).isEqualTo("https://api.deepseek.com/models");
        assertThat(asked(new DeepSeekFactory(), Map.of("base_url", "https://proxy.example/ds/")))
                .isEqualTo("https://proxy.example/ds/models");
        assertThat(asked(new MiniMaxFactory(), Map.of())).isEqualTo("https://api.minimax.io/v1/models");
    }

    @Test
    void declaresNoHostBeyondItsVendors() {
        assertThat(new OpenAiFactory().hosts(settings(Map.of()))).containsExactly("api.openai.com");
        assertThat(new DeepSeekFactory().hosts(settings(Map.of()))).containsExactly("api.deepseek.com");
        assertThat(new MiniMaxFactory().hosts(settings(Map.of()))).containsExactly("api.minimax.io");
        assertThat(new CompatibleFactory().hosts(settings(Map.of("base_url", "http://LOCALHOST:11434/v1"))))
                .containsExactly("http://localhost:11434");
    }

    @Test
    void sendsTheKeyAsABearerToken() {
        try (Secret key = Secret.of("sk-1")) {
            List<HttpCall.Header> headers = wire(new OpenAiFactory(), Map.of()).authorization(key);
            assertThat(headers).containsExactly(new HttpCall.Header("Authorization", "Bearer sk-1"));
        }
    }

    @Test
    void takesModelPrefixesFromTheSettings() {
        assertThat(wire(new OpenAiFactory(), Map.of()).modelPrefixes()).contains("gpt-", "o3");
        assertThat(wire(new OpenAiFactory(), Map.of("model_prefixes", "ft-, ft-,mine"))
                        .modelPrefixes())
                .containsExactly("ft-", "mine");
        assertThat(wire(new CompatibleFactory(), Map.of("base_url", "https://x.example/v1"))
                        .modelPrefixes())
                .isEmpty();
    }

    @Test
    void readsModelsAndSkipsWhatHasNoId() {
        try (ReplayServer server = ReplayServer.start();
                Secret key = Secret.of("k")) {
            server.onAny(
                    CannedReply.json(
                            200,
                            "{\"data\":[{\"id\":\"a\",\"created\":5,\"owned_by\":\"me\"},{\"id\":\"\"},7,null,{\"id\":\"b\",\"created\":\"x\"}]}"));
            OpenAiWire provider = wire(server);
            assertThat(provider.models(key)).containsExactly(new LlmModel("a", 5, "me"), new LlmModel("b", 0, "it"));
        }
    }

    @Test
    void takesAKeyWithoutTheScopeToListModelsForValid() {
        try (ReplayServer server = ReplayServer.start();
                Secret key = Secret.of("k")) {
            server.onAny(CannedReply.json(403, "{\"error\":{\"message\":\"Missing scopes: api.model.read\"}}"));
            KeyCheck check = wire(server).verify(key);
            assertThat(check.status()).isEqualTo(KeyCheck.Status.VALID);
            assertThat(check.reason()).contains("restricted");
        }
    }

    @Test
    void repeatsNothingOfTheProvidersWords() {
        try (ReplayServer server = ReplayServer.start();
                Secret key = Secret.of("sk-secret-1234")) {
            server.onAny(CannedReply.json(
                    401, "{\"error\":{\"message\":\"bad key sk-secret-1234\",\"code\":\"sk-secret-1234\"}}"));
            assertThat(wire(server).verify(key).reason()).doesNotContain("secret");
            assertThatThrownBy(() -> wire(server).models(key)).hasMessageNotContaining("secret");
        }
    }

    @Test
    void tellsATimeOutFromOtherFaults() {
        try (Secret key = Secret.of("k")) {
            FailingTransport slow = new FailingTransport(new HttpTimeoutException("late"));
            assertThatThrownBy(
                            () -> provider(new OpenAiFactory(), Map.of(), new ProviderContext(slow, Clock.systemUTC()))
                                    .models(key))
                    .isInstanceOfSatisfying(
                            AtomException.class, late -> assertThat(late.code()).isEqualTo(ErrorCode.PROVIDER_TIMEOUT));
            assertThatThrownBy(() -> wire(new OpenAiFactory(), Map.of()).models(key))
                    .isInstanceOfSatisfying(AtomException.class, broken -> assertThat(broken.code())
                            .isEqualTo(ErrorCode.PROVIDER_ERROR));
        }
    }

    private String asked(LlmProviderFactory factory, Map<String, String> values) {
        FailingTransport network = new FailingTransport(new IOException("down"));
        try (Secret key = Secret.of("k")) {
            assertThat(provider(factory, values, new ProviderContext(network, Clock.systemUTC()))
                            .verify(key)
                            .status())
                    .isEqualTo(KeyCheck.Status.UNKNOWN);
        }
        return network.calls().get(0).uri().toString();
    }

    private OpenAiWire wire(LlmProviderFactory factory, Map<String, String> values) {
        return provider(factory, values, new ProviderContext(down, Clock.systemUTC()));
    }

    private static OpenAiWire wire(ReplayServer server) {
        ProviderContext context = new ProviderContext(new BlockingTransport(), Clock.systemUTC());
        return provider(
                new OpenAiFactory(), Map.of("base_url", server.uri("/v1").toString()), context);
    }

    private static OpenAiWire provider(
            LlmProviderFactory factory, Map<String, String> values, ProviderContext context) {
        return (OpenAiWire) factory.create("it", settings(values), context);
    }

    private static Settings settings(Map<String, String> values) {
        return Settings.of("llm.providers.it", values);
    }
}
