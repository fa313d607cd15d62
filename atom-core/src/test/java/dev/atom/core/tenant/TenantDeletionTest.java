package dev.atom.core.tenant;

import static dev.atom.core.tenant.Failures.assertFails;
import static dev.atom.core.tenant.TenancyFixture.TESTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.audit.Caller;
import dev.atom.core.db.TestDatabase;
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.core.vault.SealedKeyVault;
import dev.atom.core.vault.ShredReceipt;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Deleting a tenant, with the real vault. */
class TenantDeletionTest {
    private static final KeyName OPENAI = new KeyName("openai");

    @Test
    void theTenantsKeysAreGoneForGoodAndOthersStay() {
        SecureRandom random = new SecureRandom();
        try (Secret master = Secret.copyOf(random.generateSeed(32));
                MasterKeyWrapper wrapper = MasterKeyWrapper.of(master, List.of(), random);
                TestDatabase database = TestDatabase.fresh();
                SealedKeyVault vault =
                        SealedKeyVault.over(database.database(), wrapper).build()) {
            Tenancy tenancy = new Tenancy(database.database(), vault, TenancySettings.system(Optional.empty()));
            Caller gone = tenantWithKey(tenancy, vault, "gone");
            Caller stays = tenantWithKey(tenancy, vault, "stays");

            ShredReceipt receipt = tenancy.tenants().delete(TESTER, gone.tenant());
            ShredReceipt again = tenancy.tenants().delete(TESTER, gone.tenant());

            assertThat(receipt.keys()).isEqualTo(1);
            assertThat(receipt.dataKeyVersions()).containsExactly(1);
            assertThat(again.keys()).isZero();
            assertThatThrownBy(() -> putKey(vault, gone)).isInstanceOf(RuntimeException.class);
            assertThat(vault.list(gone)).isEmpty();
            assertThat(vault.list(stays)).hasSize(1);
            assertFails(ErrorCode.NOT_FOUND, () -> tenancy.apiKeys()
                    .issue(TESTER, gone.tenant(), "laptop", Duration.ofDays(1)));
        }
    }

    private static Caller tenantWithKey(Tenancy tenancy, SealedKeyVault vault, String slug) {
        Tenant tenant = tenancy.tenants().create(TESTER, new NewTenant(new Slug(slug), slug, Plan.FREE, AiMode.BYOK));
        Caller caller = TenancyFixture.caller(tenant);
        putKey(vault, caller);
        return caller;
    }

    private static void putKey(SealedKeyVault vault, Caller caller) {
        try (Secret value = Secret.of("sk-test-0123456789abcdef")) {
            vault.put(caller, OPENAI, value, Optional.of("openai"));
        }
    }
}
