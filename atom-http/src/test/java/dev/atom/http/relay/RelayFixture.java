package dev.atom.http.relay;

import dev.atom.core.Atom;
import dev.atom.core.AtomBuilder;
import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.TestDatabase;
import dev.atom.core.identity.ApiKeys;
import dev.atom.core.llm.ProviderConfig;
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
import dev.atom.tck.ReplayServer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A server, a provider that replays, and tenants with a key of that provider, over real sockets. */
final class RelayFixture implements AutoCloseable {
    static final String CHAT = "/v1/chat/completions";
    static final String CHUNK =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one\"},\"finish_reason\":null}]}\n\n";
    static final String FINISH =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    static final String KEY = "sk-proj-Zx81kqPAN44mWw0cRfQ2";
    private static final Actor TESTER = Actor.process("test");

    final ReplayServer provider = ReplayServer.start();
    final Atom atom;
    final AtomHttpServer server;
    private final TestDatabase database = TestDatabase.fresh();
    private final JettyHttpTransport transport = new JettyHttpTransport();

    /** A tenant and the text of an API key of it. */
    record Member(Tenant tenant, String apiKey) {}

    RelayFixture(UnaryOperator<AtomBuilder> settings) {
        atom = settings.apply(Atom.builder()
                        .database(database.settings())
                        .keyWrapper(MasterKeyWrapper.of(Secret.copyOf(new byte[32]), List.of(), new SecureRandom()))
                        .transport(transport)
                        .provider(new ProviderConfig(
                                "openai",
                                "openai",
                                Map.of("base_url", provider.uri("/v1").toString()))))
                .open();
        server = AtomHttpServer.start(atom, HttpSettings.defaults().withPort(0));
    }

    /** A new tenant with {@link #KEY} in its vault. */
    Member member() {
        Slug slug = new Slug("t" + UUID.randomUUID());
        Tenant tenant = atom.tenants().create(TESTER, new NewTenant(slug, "T", Plan.FREE, AiMode.BYOK));
        try (Secret secret = Secret.of(KEY)) {
            atom.vault().put(caller(tenant), new KeyName("openai"), secret, Optional.of("openai"));
        }
        try (var issued = atom.apiKeys().issue(TESTER, tenant.id(), "laptop", ApiKeys.DEFAULT_VALIDITY)) {
            return new Member(tenant, issued.key().use(bytes -> new String(bytes, StandardCharsets.US_ASCII)));
        }
    }

    static Caller caller(Tenant tenant) {
        return Caller.process(tenant.id(), TESTER.id());
    }

    @Override
    public void close() {
        server.close();
        atom.close();
        transport.close();
        provider.close();
        database.close();
    }
}
