package dev.atom.benchmarks.keys;

import dev.atom.benchmarks.durable.DurableDatabase;
import dev.atom.core.identity.KeyRequest;
import dev.atom.core.tenant.RequestFacts;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.core.tenant.Tenancy;
import dev.atom.core.tenant.TenancySettings;
import dev.atom.core.tenant.Tenant;
import dev.atom.core.tenant.TenantResolver;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.core.vault.SealedKeyVault;
import dev.atom.spi.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** A tenancy with one tenant's key. */
final class KeysUnderTest implements AutoCloseable {
    private final DurableDatabase durable;
    private final MasterKeyWrapper wrapper;
    private final SealedKeyVault vault;
    private final TenantResolver resolver;
    private final String key;

    /** Over a database in that directory; see {@link DurableDatabase#open}. */
    KeysUnderTest(String directory) throws IOException {
        durable = DurableDatabase.open(directory);
        try (var masterKey = Secret.copyOf(new byte[32])) {
            wrapper = MasterKeyWrapper.of(masterKey, List.of(), new SecureRandom());
        }
        vault = SealedKeyVault.over(durable.database(), wrapper).build();
        Tenancy tenancy = tenancy();
        resolver = tenancy.resolver();
        Tenant tenant = DurableDatabase.newTenant(tenancy);
        try (var issued = tenancy.apiKeys().issue(DurableDatabase.ACTOR, tenant.id(), KeyRequest.of("benchmark"))) {
            key = issued.key().use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
        }
    }

    private Tenancy tenancy() {
        return new Tenancy(durable.database(), vault, TenancySettings.system(Optional.empty()));
    }

    String key() {
        return key;
    }

    ResolvedCaller resolve(RequestFacts facts) {
        return resolver.resolve(facts);
    }

    /** By a resolver that remembers nothing. */
    ResolvedCaller resolveAnew(RequestFacts facts) {
        return tenancy().resolver().resolve(facts);
    }

    @Override
    public void close() throws IOException {
        vault.close();
        wrapper.close();
        durable.close();
    }
}
