package dev.atom.core.vault;

import static dev.atom.core.vault.VaultFixture.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.audit.AuditSettings;
import dev.atom.core.audit.AuditTrail;
import dev.atom.core.audit.AuditVerdict.Intact;
import dev.atom.core.audit.Caller;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.spi.AtomException;
import dev.atom.spi.TenantId;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Uses of keys that share transactions, of several tenants and from several instances, enter each tenant's chain. */
class OpenAuditChainTest {
    private static final int THREADS = 8;
    private static final int OPENS = 40;

    private final VaultFixture fixture = new VaultFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void everyUseIsALinkOfItsTenantsChain() throws Exception {
        List<Caller> tenants = Stream.generate(fixture::tenant).limit(5).toList();
        tenants.forEach(tenant -> fixture.put(tenant, OPENAI, "sk-1234567890"));
        SealedKeyVault elsewhere = fixture.closing(fixture.another());

        for (Future<Boolean> worker : TenancyFixture.race(THREADS, () -> {
            for (int i = 0; i < OPENS; i++) {
                Caller tenant = tenants.get(ThreadLocalRandom.current().nextInt(tenants.size()));
                SealedKeyVault vault = i % 2 == 0 ? fixture.vault : elsewhere;
                assertThat(VaultFixture.open(vault, tenant, OPENAI)).contains("sk-1234567890");
            }
            return true;
        })) {
            assertThat(worker.get()).isTrue();
        }

        int uses = 0;
        try (AuditTrail trail = AuditTrail.open(fixture.database.database(), Clock.systemUTC(), AuditSettings.NONE)) {
            for (Caller tenant : tenants) {
                assertThat(trail.verifier().verify(tenant.tenant())).isInstanceOf(Intact.class);
                uses += fixture.audited(tenant, "vault.use");
            }
        }
        assertThat(uses).isEqualTo(THREADS * OPENS);
    }

    @Test
    void aUseByATenantThatIsNotThereIsOnRecordToo() {
        Caller nobody = Caller.process(new TenantId(UUID.randomUUID()), "test");
        assertThatThrownBy(() -> fixture.open(nobody, OPENAI)).isInstanceOf(AtomException.class);
        assertThat(fixture.audited(nobody, "vault.use")).isEqualTo(1);
    }
}
