package dev.atom.core.vault;

import static dev.atom.core.vault.VaultFixture.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.audit.Caller;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShreddingTest {
    private VaultFixture fixture;
    private SealedKeyVault vault;

    @BeforeAll
    void start() {
        fixture = new VaultFixture();
        vault = fixture.vault;
    }

    @AfterAll
    void stop() {
        fixture.close();
    }

    @Test
    void leavesNothingThatOpensHereOrOnAnInstanceWithAWarmCache() {
        Caller tenant = fixture.tenant();
        Caller bystander = fixture.tenant();
        fixture.put(tenant, OPENAI, "sk-shredded-0123456789");
        fixture.put(bystander, OPENAI, "sk-bystander-0123456789");
        try (SealedKeyVault warm = fixture.another()) {
            assertThat(VaultFixture.open(warm, tenant, OPENAI)).isPresent();
            assertThat(warm.dataKeysInMemory()).isEqualTo(1);

            vault.shred(tenant);
            assertThat(VaultFixture.open(warm, tenant, OPENAI)).isEmpty();
            assertThat(warm.dataKeysInMemory()).isZero();
            assertThat(fixture.open(tenant, OPENAI)).isEmpty();
            assertThat(vault.list(tenant)).isEmpty();
            assertThat(vault.history(tenant, OPENAI)).extracting(KeyInfo::state).containsExactly(KeyInfo.State.DELETED);
            assertThat(VaultFixture.open(warm, bystander, OPENAI)).isPresent();
        }
    }

    @Test
    void makesACopyOfTheRowsWorthless() {
        Caller tenant = fixture.tenant();
        fixture.put(tenant, OPENAI, "sk-shredded-0123456789");
        fixture.sql("create table stolen as select * from vault_keys where tenant_id = ?", id(tenant));
        try (SealedKeyVault warm = fixture.another()) {
            assertThat(VaultFixture.open(warm, tenant, OPENAI)).isPresent();
            vault.shred(tenant);
            fixture.sql("delete from vault_keys where tenant_id = ?", id(tenant));
            fixture.sql("insert into vault_keys select * from stolen");
            for (SealedKeyVault each : List.of(warm, vault)) {
                assertThatThrownBy(() -> VaultFixture.open(each, tenant, OPENAI))
                        .hasMessageContaining("does not authenticate");
            }
        } finally {
            fixture.sql("drop table stolen");
        }
    }

    @Test
    void givesAReceiptWhoseFactsStandInTheAuditLog() {
        Caller tenant = fixture.tenant();
        fixture.put(tenant, OPENAI, "sk-one-0123456789");
        fixture.put(tenant, new KeyName("other"), "sk-two-0123456789");
        vault.rotate(tenant, 1);
        String digest = fixture.query(
                        "select encode(sha256(wrapped), 'hex') from tenant_deks where tenant_id = ? and version = 2",
                        id(tenant))
                .get(0);

        ShredReceipt receipt = vault.shred(tenant);
        assertThat(receipt.tenant()).isEqualTo(tenant.tenant());
        assertThat(receipt.dataKeyVersions()).containsExactly(2);
        assertThat(receipt.keys()).isEqualTo(2);
        assertThat(receipt.digest()).isEqualTo(digest);
        assertThat(fixture.query(
                        "select details->>'digest' || ' ' || (details->>'keys') from audit_log"
                                + " where tenant_id = ? and id = ? and action = 'vault.shred'",
                        id(tenant),
                        receipt.id()))
                .containsExactly(digest + " 2");
    }

    @Test
    void destroysNothingMoreTheSecondTime() {
        Caller tenant = fixture.tenant();
        fixture.put(tenant, OPENAI, "sk-one-0123456789");
        assertThat(vault.shred(tenant).keys()).isEqualTo(1);
        ShredReceipt again = vault.shred(tenant);
        assertThat(again.keys()).isZero();
        assertThat(again.dataKeyVersions()).isEmpty();
    }

    @Test
    void takesNoKeysAfterwardsAlsoWhenThereNeverWereAny() {
        Caller used = fixture.tenant();
        fixture.put(used, OPENAI, "sk-one-0123456789");
        for (Caller tenant : List.of(used, fixture.tenant())) {
            vault.shred(tenant);
            refuses(() -> fixture.put(tenant, OPENAI, "sk-again-0123456789"));
            refuses(() -> vault.rotate(tenant, 0));
            assertThat(vault.dataKeyVersion(tenant)).isZero();
        }
    }

    @Test
    void winsOverConcurrentPutsOpensAndRotations() throws Exception {
        for (int round = 0; round < 6; round++) {
            Caller tenant = fixture.tenant();
            if (round % 2 == 0) {
                fixture.put(tenant, OPENAI, "sk-before-0123456789");
            }
            AtomicInteger count = new AtomicInteger();
            VaultFixture.together(9, () -> {
                int me = count.getAndIncrement();
                try {
                    if (me == 0) {
                        vault.shred(tenant);
                    } else if (me == 1) {
                        vault.rotate(tenant, vault.dataKeyVersion(tenant));
                    } else if (me == 2) {
                        fixture.open(tenant, OPENAI);
                    } else {
                        fixture.put(tenant, new KeyName("key-" + me % 3), "sk-racing-0123456789");
                    }
                } catch (AtomException late) {
                    assertThat(late.code()).isEqualTo(ErrorCode.CONFLICT);
                }
                return me;
            });
            assertThat(fixture.query(
                            "select count(*) from vault_keys where tenant_id = ? and ciphertext is not null",
                            id(tenant)))
                    .containsExactly("0");
            assertThat(fixture.query(
                            "select count(*) from tenant_deks where tenant_id = ? and wrapped is not null", id(tenant)))
                    .containsExactly("0");
            assertThat(fixture.open(tenant, OPENAI)).isEmpty();
        }
    }

    private static void refuses(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(AtomException.class, failure -> assertThat(failure.code())
                        .isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("was shredded");
    }

    private static UUID id(Caller tenant) {
        return tenant.tenant().value();
    }
}
