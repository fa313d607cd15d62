package dev.atom.core.tenant;

import static dev.atom.core.tenant.TenancyFixture.TESTER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.Origin;
import dev.atom.core.db.CountedDb;
import dev.atom.core.identity.IssuedKey;
import dev.atom.core.identity.KeySettings;
import dev.atom.spi.AtomException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What it takes to look up a key, and who hears of one that is refused. */
class KeyLookUpTest {
    private final TenancyFixture fixture = new TenancyFixture();
    private final List<AuditEvent> refusals = new ArrayList<>();
    private final Tenancy tenancy = new Tenancy(
            fixture.database.database(),
            fixture.vault,
            new TenancySettings(fixture.time, fixture.time, Optional.empty()),
            KeySettings.DEFAULT,
            refusals::add);
    private final Tenant tenant = fixture.tenant();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aKeyThatIsNotInTheCacheTakesOneQueryAndOneThatIsTakesNone() {
        CountedDb counted = new CountedDb(fixture.database.settings());
        TenantResolver resolver = new CachingTenantResolver(
                counted.tenants(), new TenancySettings(fixture.time, fixture.time, Optional.empty()));
        String key = fixture.key(tenant.id());

        assertThat(resolver.resolve(facts(key)).tenant()).isEqualTo(tenant);
        assertThat(counted.statements()).isEqualTo(1);
        assertThat(resolver.resolve(facts(key)).tenant()).isEqualTo(tenant);
        assertThat(counted.statements()).isZero();
        fixture.time.pass(Duration.ofSeconds(5));
        assertThat(resolver.resolve(facts(key)).tenant()).isEqualTo(tenant);
        assertThat(counted.statements()).isEqualTo(1);
    }

    @Test
    void aRefusedKeyWhoseTenantIsKnownIsOnRecordThereEachTimeAndTheAnswerSaysNothingOfIt() {
        String revoked = revoked();
        String message = refusal(revoked);
        assertThat(refusal(revoked)).isEqualTo(message);
        assertThat(refusal("atom_dk_" + UUID.randomUUID())).isEqualTo(message);

        assertThat(refusals).hasSize(2).allSatisfy(event -> {
            assertThat(event.tenant()).isEqualTo(tenant.id());
            assertThat(event.action()).isEqualTo("credential.refuse");
            assertThat(event.outcome()).isEqualTo("UNAUTHORIZED");
            assertThat(event.actor().origin().ip()).contains("192.0.2.1");
        });
    }

    private String revoked() {
        IssuedKey key = fixture.issue(tenant.id());
        fixture.tenancy.apiKeys().revoke(TESTER, tenant.id(), key.info().id());
        return TenancyFixture.text(key);
    }

    private String refusal(String key) {
        try {
            var unused = tenancy.resolver().resolve(facts(key));
            throw new AssertionError("the key was accepted");
        } catch (AtomException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private static RequestFacts facts(String key) {
        Origin origin = new Origin(Optional.of("request"), Optional.of("192.0.2.1"), Optional.empty());
        return new RequestFacts(Optional.of(key), Optional.empty(), Optional.empty(), origin);
    }
}
