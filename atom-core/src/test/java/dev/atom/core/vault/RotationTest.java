package dev.atom.core.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.audit.Caller;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RotationTest {
    private static final int KEYS = 9;

    private VaultFixture fixture;
    private SealedKeyVault vault;

    @BeforeAll
    void start() {
        fixture = new VaultFixture();
        vault = fixture.closing(
                fixture.builder(fixture.masterKey).rotationBatch(2).build());
    }

    @AfterAll
    void stop() {
        fixture.close();
    }

    @Test
    void movesEveryKeyAndDestroysTheOldDataKey() {
        Caller tenant = tenantWithKeys();
        assertThat(vault.rotate(tenant, 1)).isEqualTo(new DekRotation(1, 2, KEYS, 0));
        assertThat(versions(tenant)).containsExactly("1 SHREDDED", "2 ACTIVE");
        assertThat(vault.dataKeyVersion(tenant)).isEqualTo(2);
        allOpen(vault, tenant);
        try (SealedKeyVault cold = fixture.another()) {
            allOpen(cold, tenant);
        }
    }

    @Test
    void doesNothingForAVersionAlreadyLeftAndRefusesOneThatIsNotThereYet() {
        Caller tenant = tenantWithKeys();
        vault.rotate(tenant, 1);
        assertThat(vault.rotate(tenant, 1)).isEqualTo(new DekRotation(1, 2, 0, 0));
        for (int wrong : new int[] {-1, 3, 99}) {
            assertThatThrownBy(() -> vault.rotate(tenant, wrong))
                    .isInstanceOfSatisfying(AtomException.class, failure -> assertThat(failure.code())
                            .isEqualTo(ErrorCode.CONFLICT))
                    .hasMessageContaining("version 2 is");
        }
    }

    @Test
    void givesATenantWithoutKeysItsFirstDataKey() {
        Caller tenant = fixture.tenant();
        assertThat(vault.rotate(tenant, 0)).isEqualTo(new DekRotation(0, 1, 0, 0));
        assertThat(vault.rotate(tenant, 1)).isEqualTo(new DekRotation(1, 2, 0, 0));
    }

    @Test
    void makesOneNewVersionOfManyConcurrentCallsWhileKeysAreStoredAndOpened() throws Exception {
        Caller tenant = tenantWithKeys();
        AtomicInteger count = new AtomicInteger();
        VaultFixture.together(16, () -> {
            int me = count.getAndIncrement();
            vault.rotate(tenant, 1);
            fixture.put(tenant, new KeyName("new-" + me), "sk-new-" + me);
            assertThat(VaultFixture.open(vault, tenant, new KeyName("key-" + me % KEYS)))
                    .contains("sk-value-" + me % KEYS);
            return me;
        });
        assertThat(versions(tenant)).containsExactly("1 SHREDDED", "2 ACTIVE");
        allOpen(vault, tenant);
        for (int me = 0; me < 16; me++) {
            assertThat(fixture.open(tenant, new KeyName("new-" + me))).contains("sk-new-" + me);
        }
        assertThat(fixture.audited(tenant, "vault.rotate")).isEqualTo(1);
        assertThat(fixture.audited(tenant, "vault.rotated")).isEqualTo(1);
    }

    @Test
    void survivesPutsOfTheSameNamesWhileItMovesThem() throws Exception {
        Caller tenant = tenantWithKeys();
        AtomicInteger count = new AtomicInteger();
        VaultFixture.together(8, () -> {
            int me = count.getAndIncrement();
            for (int round = 1; round <= 4; round++) {
                if (me % 2 == 0) {
                    vault.rotate(tenant, vault.dataKeyVersion(tenant));
                } else {
                    fixture.put(tenant, new KeyName("key-" + me), "sk-value-" + me);
                }
            }
            return me;
        });
        vault.resumeRotations();
        allOpen(vault, tenant);
        List<String> versions = versions(tenant);
        assertThat(versions.subList(0, versions.size() - 1)).allMatch(version -> version.endsWith("SHREDDED"));
        assertThat(versions.get(versions.size() - 1)).endsWith("ACTIVE");
    }

    @Test
    void keepsTheOldDataKeyForARowThatDoesNotAuthenticateAndMovesTheRest() {
        Caller tenant = tenantWithKeys();
        fixture.sql(
                "update vault_keys set nonce = salt where tenant_id = ? and name = 'key-4'",
                tenant.tenant().value());
        assertThatThrownBy(() -> vault.rotate(tenant, 1))
                .isInstanceOfSatisfying(AtomException.class, failure -> assertThat(failure.code())
                        .isEqualTo(ErrorCode.INTERNAL_ERROR))
                .hasMessageContaining("key-4 version 1");
        assertThat(versions(tenant)).containsExactly("1 DECRYPT_ONLY", "2 ACTIVE");
        assertThat(VaultFixture.open(vault, tenant, new KeyName("key-5"))).isPresent();

        vault.delete(tenant, new KeyName("key-4"));
        assertThat(vault.rotate(tenant, 1)).isEqualTo(new DekRotation(1, 2, 0, 0));
        assertThat(versions(tenant)).containsExactly("1 SHREDDED", "2 ACTIVE");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void isFinishedByTheNextStartWhenTheProcessIsKilled(int afterBatch) throws Exception {
        Caller tenant = tenantWithKeys();
        RotationChild.killAfter(fixture.database.settings(), tenant.tenant(), afterBatch);

        assertThat(versions(tenant)).containsExactly("1 DECRYPT_ONLY", "2 ACTIVE");
        assertThat(fixture.query(
                        "select count(*) from vault_keys where tenant_id = ? and dek_version = 2",
                        tenant.tenant().value()))
                .containsExactly(Integer.toString(2 * afterBatch));
        try (SealedKeyVault restarted = fixture.another()) {
            allOpen(restarted, tenant);
            assertThat(restarted.resumeRotations()).isEqualTo(1);
            assertThat(versions(tenant)).containsExactly("1 SHREDDED", "2 ACTIVE");
            allOpen(restarted, tenant);
            assertThat(restarted.resumeRotations()).isZero();
        }
    }

    @Test
    void finishesTheOtherTenantsWhenOneCannotBeFinished() {
        Caller broken = tenantWithKeys();
        Caller other = tenantWithKeys();
        fixture.sql("update vault_keys set nonce = salt");
        assertThatThrownBy(() -> vault.rotate(broken, 1)).isInstanceOf(AtomException.class);
        assertThatThrownBy(() -> vault.rotate(other, 1)).isInstanceOf(AtomException.class);
        assertThat(vault.resumeRotations()).isZero();

        IntStream.range(0, KEYS).forEach(each -> vault.delete(other, new KeyName("key-" + each)));

        assertThat(vault.resumeRotations()).isEqualTo(1);
        assertThat(versions(other)).containsExactly("1 SHREDDED", "2 ACTIVE");
        assertThat(versions(broken)).containsExactly("1 DECRYPT_ONLY", "2 ACTIVE");
    }

    private Caller tenantWithKeys() {
        Caller tenant = fixture.tenant();
        IntStream.range(0, KEYS).forEach(each -> fixture.put(tenant, new KeyName("key-" + each), "sk-value-" + each));
        return tenant;
    }

    private static void allOpen(KeyVault vault, Caller tenant) {
        IntStream.range(0, KEYS)
                .forEach(each -> assertThat(VaultFixture.open(vault, tenant, new KeyName("key-" + each)))
                        .contains("sk-value-" + each));
    }

    private List<String> versions(Caller tenant) {
        return fixture.query(
                "select version || ' ' || state from tenant_deks where tenant_id = ? order by version",
                tenant.tenant().value());
    }
}
