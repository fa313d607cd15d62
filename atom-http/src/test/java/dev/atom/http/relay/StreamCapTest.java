package dev.atom.http.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.Atom;
import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.TestDatabase;
import dev.atom.core.identity.ApiKeys;
import dev.atom.core.llm.ProviderConfig;
import dev.atom.core.quota.PlanLimits;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.NewTenant;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.Tenant;
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.http.AtomHttpServer;
import dev.atom.http.HttpSettings;
import dev.atom.http.transport.JettyHttpTransport;
import dev.atom.spi.Secret;
import dev.atom.tck.CannedReply;
import dev.atom.tck.ReplayServer;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A tenant's streams at once, over real sockets on both sides. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamCapTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String CHUNK =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one\"},\"finish_reason\":null}]}\n\n";
    private static final String FINISH =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    private final TestDatabase database = TestDatabase.fresh();
    private final JettyHttpTransport transport = new JettyHttpTransport();
    private final ReplayServer provider = ReplayServer.start();
    private final HttpClient client = HttpClient.newHttpClient();
    private Atom atom;
    private AtomHttpServer server;

    @BeforeAll
    void open() {
        atom = Atom.builder()
                .database(database.settings())
                .keyWrapper(MasterKeyWrapper.of(Secret.copyOf(new byte[32]), List.of(), new SecureRandom()))
                .transport(transport)
                .quotas(QuotaSettings.usual().withPlan(Plan.FREE, PlanLimits.of(1000, 2)))
                .provider(new ProviderConfig(
                        "openai",
                        "openai",
                        Map.of("base_url", provider.uri("/v1").toString())))
                .open();
        server = AtomHttpServer.start(atom, HttpSettings.defaults().withPort(0));
    }

    @AfterAll
    void close() {
        server.close();
        atom.close();
        transport.close();
        provider.close();
        database.close();
    }

    @Test
    void refusesTheThirdStreamUntilOneOfTheTwoHasEndedAndLeavesOtherTenantsAlone() throws Exception {
        String key = tenant();
        String other = tenant();
        byte[] stream = (CHUNK + CHUNK + FINISH).getBytes(StandardCharsets.UTF_8);
        provider.on(CHAT, CannedReply.of(200, "text/event-stream", stream).with(CannedReply.Fault.GATED));
        HttpResponse<InputStream> first = stream(key);
        HttpResponse<InputStream> second = stream(key);
        assertThat(List.of(first.statusCode(), second.statusCode())).containsOnly(200);

        HttpResponse<InputStream> third = stream(key);
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(text(third))
                .contains("\"rate_limit_error\"", "\"violated_policies\":[\"concurrent-calls\"]", "2 at once");
        assertThat(third.headers().firstValue("RateLimit-Policy"))
                .hasValue("\"concurrent-calls\";q=2;qu=\"concurrent-requests\"");
        assertThat(third.headers().firstValue("RateLimit")).hasValue("\"concurrent-calls\";r=0");
        assertThat(third.headers().firstValue("Retry-After").orElseThrow()).isIn("1", "2");
        assertThat(stream(other).statusCode()).isEqualTo(200);

        provider.openGate();
        provider.openGate();
        provider.openGate();
        assertThat(text(first)).contains("[DONE]");
        assertThat(text(second)).contains("[DONE]");
        provider.on(CHAT, CannedReply.of(200, "text/event-stream", stream));
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (stream(key).statusCode() != 200) {
            assertThat(System.nanoTime()).as("time until a place is free").isLessThan(end);
        }
    }

    private HttpResponse<InputStream> stream(String key) throws Exception {
        String body =
                "{\"model\":\"openai/gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + CHAT))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofInputStream());
    }

    private static String text(HttpResponse<InputStream> response) throws Exception {
        return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
    }

    private String tenant() {
        Actor tester = Actor.process("test");
        Tenant tenant = atom.tenants()
                .create(tester, new NewTenant(new Slug("t" + System.nanoTime()), "T", Plan.FREE, AiMode.BYOK));
        try (Secret secret = Secret.of("sk-proj-Zx81kqPAN44mWw0cRfQ2")) {
            atom.vault().put(Caller.process(tenant.id(), "test"), new KeyName("openai"), secret, Optional.of("openai"));
        }
        try (var issued = atom.apiKeys().issue(tester, tenant.id(), "laptop", ApiKeys.DEFAULT_VALIDITY)) {
            return issued.key().use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
        }
    }
}
