package dev.atom.core.llm;

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
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.spi.Secret;
import dev.atom.spi.llm.ChatMessage;
import dev.atom.spi.llm.ChatReply;
import dev.atom.spi.llm.ChatRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** ATOM on a database of its own, with the providers {@code raw} and {@code other} over a real socket. */
final class LlmFixture implements AutoCloseable {
    static final String KEY = "sk-good-Zx81kqPAN44mWw0cRfQ2";
    static final String REPLY =
            "{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"m1\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"hello\",\"reasoning_content\":\"hm\"},"
                    + "\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10},\"unknown\":{\"kept\":true}}";

    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger tenants = new AtomicInteger();
    private final TestDatabase database = TestDatabase.fresh();
    final RawUpstream upstream = upstream();
    final Atom atom = another(LlmTimeouts.DEFAULT);

    private static RawUpstream upstream() {
        try {
            return new RawUpstream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Another instance, of another patience. */
    Atom another(LlmTimeouts timeouts) {
        return Atom.builder()
                .database(database.settings())
                .keyWrapper(MasterKeyWrapper.of(Secret.copyOf(new byte[32]), List.of(), random))
                .providerFactory(new RawProviderFactory())
                .provider(new ProviderConfig(
                        "raw", "raw", Map.of("base_url", upstream.base().toString(), "prefixes", "m1,gp-")))
                .provider(new ProviderConfig(
                        "other", "raw", Map.of("base_url", upstream.base().toString(), "prefixes", "gp-x")))
                .timeouts(timeouts)
                .open();
    }

    Tenant tenant(String name, AiMode mode) {
        String slug = name + "-" + tenants.incrementAndGet();
        return atom.tenants().create(Actor.process("test"), new NewTenant(new Slug(slug), slug, Plan.FREE, mode));
    }

    void store(Caller holder, String name, String value) {
        try (Secret secret = Secret.of(value)) {
            atom.llm().keys().put(holder, new KeyName(name), secret, Optional.empty(), false);
        }
    }

    ChatReply chat(Caller by) {
        return atom.llm().chat(by, ChatRequest.of("m1", ChatMessage.user("hi")));
    }

    List<UsageRecord> usage(Caller by) {
        return atom.llm().usage(by, PageRequest.first()).items();
    }

    RecordingSink relay(Tenant tenant, String body) {
        return relay(atom, tenant, body);
    }

    static RecordingSink relay(Atom by, Tenant tenant, String body) {
        RecordingSink sink = new RecordingSink();
        ResolvedCaller caller = new ResolvedCaller(Caller.process(tenant.id(), "test"), tenant, Set.of());
        by.llm().relay(caller, body.getBytes(StandardCharsets.UTF_8), sink);
        return sink;
    }

    static String chunk(String text) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text
                + "\"},\"finish_reason\":null}],\"usage\":null}\n\n";
    }

    static String finish() {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    }

    @Override
    public void close() throws IOException {
        atom.close();
        upstream.close();
        database.close();
    }
}
