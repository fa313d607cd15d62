package dev.atom.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.AuthenticationException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.ProviderContext;
import dev.atom.spi.Secret;
import dev.atom.spi.Settings;
import dev.atom.spi.http.HttpCall;
import dev.atom.spi.http.HttpTransport;
import dev.atom.spi.llm.KeyCheck;
import dev.atom.spi.llm.LlmModel;
import dev.atom.spi.llm.LlmProvider;
import dev.atom.spi.llm.LlmProviderFactory;
import dev.atom.spi.llm.OpenAiWire;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link LlmProviderFactory} and the providers it makes must do. The tests talk to a real server on loopback; the
 * hooks say how to configure the provider for it and how its service answers.
 */
public abstract class LlmProviderContract {
    /** Looks like a key and is none; must be found in headers only. */
    private static final String KEY = "sk-contract-0123456789abcdefCANARY";

    private final ReplayServer server = ReplayServer.start();
    private final BlockingTransport transport = new BlockingTransport();

    /** Makes the class a test; subclasses are public or package-private with a default constructor. */
    protected LlmProviderContract() {}

    /** The factory under test. */
    protected abstract LlmProviderFactory factory();

    /**
     * Settings that make the provider call the given server and nothing else.
     *
     * @param baseUrl plain http on 127.0.0.1, without a slash at its end
     */
    protected abstract Map<String, String> settings(URI baseUrl);

    /** How the service refuses a wrong key. */
    protected abstract CannedReply invalidKey();

    /** How the service lists its models; at least one. */
    protected abstract CannedReply models();

    @AfterEach
    void stopTheServer() {
        server.close();
    }

    @Test
    void isFoundByServiceLoaderUnderAProperType() {
        assertThat(factory().type()).matches("[a-z][a-z0-9-]{0,31}");
        assertThat(ServiceLoader.load(LlmProviderFactory.class))
                .as("META-INF/services/%s", LlmProviderFactory.class.getName())
                .extracting(LlmProviderFactory::type)
                .containsOnlyOnce(factory().type());
    }

    @Test
    void opensNoConnectionWhenItIsMade() {
        LlmProvider provider = provider(transport);
        assertThat(provider.id()).isEqualTo("contract");
        assertThat(transport.calls()).isEmpty();
    }

    @Test
    void refusesSettingsItDoesNotKnow() {
        Map<String, String> more = new HashMap<>(settings(server.uri("")));
        more.put("no_such_setting", "x");
        Settings misspelt = Settings.of("llm.providers.contract", more);
        for (Callable<?> use : List.<Callable<?>>of(
                () -> factory().hosts(misspelt), () -> factory().create("contract", misspelt, context(transport)))) {
            assertThatThrownBy(use::call)
                    .isInstanceOfSatisfying(AtomException.class, refused -> assertThat(refused.code())
                            .isEqualTo(ErrorCode.VALIDATION_ERROR))
                    .hasMessageContaining("no_such_setting");
        }
    }

    @Test
    void namesPrefixesThatCannotBeConfusedWithRoutes() {
        List<String> prefixes = provider(transport).modelPrefixes();
        assertThat(prefixes)
                .doesNotHaveDuplicates()
                .allSatisfy(prefix ->
                        assertThat(prefix).isNotBlank().doesNotContain("/").isEqualTo(prefix.strip()));
    }

    @Test
    void carriesTheKeyInHeadersOnly() {
        server.onAny(models());
        LlmProvider provider = provider(transport);
        try (Secret key = Secret.of(KEY)) {
            provider.verify(key);
            provider.models(key);
        }
        assertThat(server.requests()).isNotEmpty().allSatisfy(request -> {
            assertThat(request.target()).doesNotContain(KEY);
            assertThat(request.text()).doesNotContain(KEY);
            assertThat(request.headers().values().toString()).contains(KEY);
        });
        assertThat(provider.toString()).doesNotContain(KEY);
    }

    @Test
    void sendsToDeclaredHostsOnly() {
        Set<String> hosts = factory().hosts(settings());
        FailingTransport down = new FailingTransport(new ConnectException("down"));
        LlmProvider provider = provider(down);
        try (Secret key = Secret.of(KEY)) {
            provider.verify(key);
            assertThatThrownBy(() -> provider.models(key)).isInstanceOf(AtomException.class);
        }
        assertThat(down.calls())
                .isNotEmpty()
                .extracting(call -> declaration(call.uri()))
                .isSubsetOf(hosts);
        if (provider instanceof OpenAiWire wire) {
            assertThat(hosts).contains(declaration(wire.chatCompletions()));
            assertThat(wire.chatCompletions().getRawQuery()).isNull();
        }
    }

    @Test
    void takesNoKeyFromItsSurroundings() {
        List<String> names = List.of(
                "OPENAI_API_KEY", "openai.api.key", "openai.apiKey", factory().type() + ".api.key", "http.proxyHost");
        server.onAny(models());
        Map<String, String> before = new HashMap<>();
        names.forEach(name -> before.put(name, System.getProperty(name, "")));
        try {
            names.forEach(name -> System.setProperty(name, "sk-from-the-environment"));
            try (Secret key = Secret.of(KEY)) {
                assertThat(provider(transport).verify(key).status()).isEqualTo(KeyCheck.Status.VALID);
            }
        } finally {
            before.forEach((name, value) -> {
                if (value.isEmpty()) {
                    System.clearProperty(name);
                } else {
                    System.setProperty(name, value);
                }
            });
        }
        assertThat(server.requests()).isNotEmpty().allSatisfy(request -> assertThat(
                        request.headers().values().toString())
                .contains(KEY)
                .doesNotContain("sk-from-the-environment"));
    }

    @Test
    void saysValidWhenTheServiceListsItsModels() {
        server.onAny(models());
        assertThat(verify(transport).status()).isEqualTo(KeyCheck.Status.VALID);
    }

    @Test
    void saysInvalidWhenTheServiceRefusesTheKey() {
        server.onAny(invalidKey());
        KeyCheck check = verify(transport);
        assertThat(check.status()).isEqualTo(KeyCheck.Status.INVALID);
        assertThat(check.reason()).isNotBlank().doesNotContain(KEY);
    }

    @Test
    void saysUnknownWhenTheNetworkFails() {
        for (IOException failure :
                List.of(new ConnectException("refused"), new HttpTimeoutException("late"), new IOException("reset"))) {
            assertThat(verify(new FailingTransport(failure)).status()).isEqualTo(KeyCheck.Status.UNKNOWN);
        }
        for (CannedReply.Fault fault : List.of(
                CannedReply.Fault.RESET_BEFORE_HEAD,
                CannedReply.Fault.RESET_IN_BODY,
                CannedReply.Fault.CUT_IN_BODY,
                CannedReply.Fault.GARBAGE)) {
            server.onAny(models().with(fault));
            assertThat(verify(transport).status()).as("%s", fault).isEqualTo(KeyCheck.Status.UNKNOWN);
        }
    }

    @Test
    void saysUnknownWhenTheAnswerIsNeither() {
        for (int status : new int[] {302, 404, 429, 500, 502, 503, 504}) {
            server.onAny(CannedReply.json(status, "{}"));
            assertThat(verify(transport).status()).as("HTTP %s", status).isEqualTo(KeyCheck.Status.UNKNOWN);
        }
        for (String body : List.of("", "{}", "[]", "null", "<html>Sign in to the network</html>", "{\"data\":")) {
            server.onAny(CannedReply.json(200, body));
            assertThat(verify(transport).status()).as("body %s", body).isEqualTo(KeyCheck.Status.UNKNOWN);
        }
    }

    @Test
    void doesNotFollowARedirectWithTheKey() {
        try (ReplayServer elsewhere = ReplayServer.start()) {
            elsewhere.onAny(models());
            server.onAny(CannedReply.json(307, "")
                    .with("Location", elsewhere.uri("/v1/models").toString()));
            assertThat(verify(transport).status()).isEqualTo(KeyCheck.Status.UNKNOWN);
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void listsModels() {
        server.onAny(models());
        try (Secret key = Secret.of(KEY)) {
            List<LlmModel> models = provider(transport).models(key);
            assertThat(models).isNotEmpty().allSatisfy(model -> assertThat(model.id())
                    .isNotBlank());
        }
    }

    @Test
    void raisesARefusedKeyAndNothingElseAsAuthenticationException() {
        LlmProvider provider = provider(transport);
        try (Secret key = Secret.of(KEY)) {
            server.onAny(invalidKey());
            assertThatThrownBy(() -> provider.models(key))
                    .isInstanceOfSatisfying(AuthenticationException.class, refused -> assertThat(refused.provider())
                            .isEqualTo("contract"))
                    .hasMessageNotContaining(KEY);
            for (int status : new int[] {302, 429, 500, 503}) {
                server.onAny(CannedReply.json(status, "{\"error\":{\"message\":\"" + KEY + "\"}}"));
                assertThatThrownBy(() -> provider.models(key))
                        .isInstanceOf(AtomException.class)
                        .isNotInstanceOf(AuthenticationException.class)
                        .hasMessageNotContaining(KEY);
            }
        }
    }

    @Test
    void readsEveryHostileBodyWithoutThrowing() {
        LlmProvider provider = provider(transport);
        for (int status : new int[] {200, 204, 301, 400, 401, 403, 404, 429, 500, 529, 599}) {
            HostileBodies.all().forEach(body -> assertThatCode(() -> {
                        boolean failed = provider.failure(status, body).isPresent();
                        assertThat(failed || status < 300).isTrue();
                    })
                    .doesNotThrowAnyException());
        }
    }

    @Test
    void tellsAFailureFromASuccess() {
        LlmProvider provider = provider(transport);
        assertThat(provider.failure(models().status(), models().body())).isEmpty();
        assertThat(provider.failure(invalidKey().status(), invalidKey().body()))
                .hasValueSatisfying(failure -> assertThat(failure.refusesKey()).isTrue());
    }

    @Test
    void neverGetsAKeyThatCouldSmuggleAHeader() {
        server.onAny(models());
        LlmProvider provider = provider(transport);
        for (String bad : List.of("", "sk-x\r\nX-Evil: 1", "sk-x\n", "sk-\u0000")) {
            try (Secret key = Secret.of(bad)) {
                assertThat(provider.verify(key).status()).isEqualTo(KeyCheck.Status.INVALID);
                assertThatThrownBy(() -> provider.models(key)).isInstanceOf(AuthenticationException.class);
                if (provider instanceof OpenAiWire wire) {
                    assertThatThrownBy(() -> wire.authorization(key)).isInstanceOf(AuthenticationException.class);
                }
            }
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void keepsTheKeysOfConcurrentCallsApart() throws Exception {
        server.onAny(models());
        LlmProvider provider = provider(transport);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<KeyCheck.Status>> answers = new ArrayList<>();
            for (int i = 100; i < 164; i++) {
                String text = KEY + i;
                answers.add(threads.submit(() -> {
                    try (Secret key = Secret.of(text)) {
                        return provider.verify(key).status();
                    }
                }));
            }
            for (Future<KeyCheck.Status> answer : answers) {
                assertThat(answer.get()).isEqualTo(KeyCheck.Status.VALID);
            }
        } finally {
            threads.shutdownNow();
        }
        List<String> seen =
                transport.calls().stream().map(LlmProviderContract::keyOf).toList();
        for (int i = 100; i < 164; i++) {
            assertThat(seen).contains(KEY + i);
        }
    }

    private KeyCheck verify(HttpTransport network) {
        try (Secret key = Secret.of(KEY)) {
            return provider(network).verify(key);
        }
    }

    private LlmProvider provider(HttpTransport network) {
        return factory().create("contract", settings(), context(network));
    }

    private Settings settings() {
        return Settings.of("llm.providers.contract", settings(server.uri("")));
    }

    private static ProviderContext context(HttpTransport network) {
        return new ProviderContext(network, Clock.systemUTC());
    }

    private static String declaration(URI uri) {
        return (uri.getScheme().equals("http") ? "http://" : "") + uri.getRawAuthority();
    }

    private static String keyOf(HttpCall call) {
        return call.headers().stream()
                .map(HttpCall.Header::value)
                .filter(value -> value.contains(KEY))
                .map(value -> value.substring(value.indexOf(KEY)))
                .findFirst()
                .orElse("");
    }
}
