package dev.atom.benchmarks.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.atom.core.Atom;
import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.llm.ProviderConfig;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.NewTenant;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.Slug;
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.http.AtomHttpServer;
import dev.atom.http.HttpSettings;
import dev.atom.http.transport.JettyHttpTransport;
import dev.atom.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * ATOM as it is served, with everything on: the API key is looked up, the tenant resolved, the provider key opened from the vault
 * and its use audited, usage metered, limits decided (and never reached), over an embedded PostgreSQL with durable commits.
 */
final class AtomGateway {
    private static final Actor SETUP = Actor.process("gateway-benchmark");

    private AtomGateway() {}

    /** Arguments: the upstream's port, an empty directory for the data, the number of tenants, whether limits are decided. */
    public static void main(String[] args) throws Exception {
        var directory = Path.of(args[1]);
        try (var wrapper = wrapper();
                var transport = new JettyHttpTransport();
                var atom = Atom.builder()
                        .embeddedDatabase(directory)
                        .keyWrapper(wrapper)
                        .transport(transport)
                        .provider(new ProviderConfig(
                                "openai", "openai", Map.of("base_url", "http://127.0.0.1:" + args[0] + "/v1")))
                        .quotas(QuotaSettings.endless().withEnabled(Boolean.parseBoolean(args[3])))
                        .open();
                var server = AtomHttpServer.start(atom, HttpSettings.defaults().withPort(0))) {
            var keys = new ArrayList<String>();
            for (int i = 0; i < Integer.parseInt(args[2]); i++) {
                keys.add(tenant(atom, "tenant-" + i));
            }
            Standing.untilInputEnds(server.port(), String.join(",", keys), OptionalLong.of(postmaster(directory)));
        }
    }

    private static MasterKeyWrapper wrapper() {
        var random = new SecureRandom();
        try (var key = Secret.copyOf(random.generateSeed(32))) {
            return MasterKeyWrapper.of(key, List.of(), random);
        }
    }

    /** Makes a tenant with the provider's key in its vault. Returns an API key of it. */
    private static String tenant(Atom atom, String slug) {
        var tenant = atom.tenants().create(SETUP, new NewTenant(new Slug(slug), slug, Plan.ENTERPRISE, AiMode.BYOK));
        try (var key = Secret.of(Canned.PROVIDER_KEY)) {
            atom.vault()
                    .put(Caller.process(tenant.id(), SETUP.id()), new KeyName("openai"), key, Optional.of("openai"));
        }
        try (var issued = atom.apiKeys().issue(SETUP, tenant.id(), "load", Duration.ofDays(1))) {
            return issued.key().use(bytes -> new String(bytes, US_ASCII));
        }
    }

    private static long postmaster(Path directory) throws IOException {
        try (var lines = Files.lines(directory.resolve("cluster").resolve("postmaster.pid"))) {
            return Long.parseLong(lines.findFirst().orElseThrow().strip());
        }
    }
}
