package dev.atom.core.vault;

import static dev.atom.core.vault.VaultFixture.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MasterKeyChangeTest {
    private static final Actor OPERATOR = Actor.process("operator");

    private VaultFixture fixture;

    @BeforeEach
    void start() {
        fixture = new VaultFixture();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void refusesTheWrongMasterKeyAndSaysWhichOneTheDataNeeds() {
        assertThatCode(fixture.vault::requireKnownKeys).doesNotThrowAnyException();
        fixture.put(fixture.tenant(), OPENAI, "sk-0123456789abcdef");
        assertThatCode(fixture.vault::requireKnownKeys).doesNotThrowAnyException();

        MasterKeyWrapper wrong = VaultFixture.masterKey(2, 3);
        try (SealedKeyVault vault = fixture.builder(wrong).build()) {
            assertThatThrownBy(vault::requireKnownKeys)
                    .isInstanceOfSatisfying(AtomException.class, failure -> assertThat(failure.code())
                            .isEqualTo(ErrorCode.VALIDATION_ERROR))
                    .hasMessageContaining(fixture.masterKey.currentKeyId())
                    .hasMessageContaining(wrong.currentKeyId())
                    .hasMessageContaining("ATOM_MASTER_KEY");
        }
    }

    @Test
    void refusesAMasterKeyThatOnlyBearsTheRightName() {
        Caller tenant = fixture.tenant();
        fixture.put(tenant, OPENAI, "sk-0123456789abcdef");
        fixture.sql(
                "update tenant_deks set kek_id = ?", VaultFixture.masterKey(2).currentKeyId());
        try (SealedKeyVault vault = fixture.builder(VaultFixture.masterKey(2)).build()) {
            assertThatThrownBy(vault::requireKnownKeys).hasMessageContaining("does not authenticate");
        }
    }

    @Test
    void movesToANewMasterKeySoThatTheOldOneIsNotNeededAnyMore() {
        List<Caller> tenants = new ArrayList<>();
        for (int each = 0; each < 5; each++) {
            Caller tenant = fixture.tenant();
            tenants.add(tenant);
            fixture.put(tenant, OPENAI, "sk-of-" + tenant.tenant());
        }
        fixture.vault.rotate(tenants.get(0), 1);
        fixture.vault.shred(tenants.get(4));

        try (SealedKeyVault both = fixture.builder(VaultFixture.masterKey(2, 1)).build()) {
            both.requireKnownKeys();
            assertThat(VaultFixture.open(both, tenants.get(0), OPENAI)).isPresent();
            assertThat(both.rewrap(OPERATOR)).isEqualTo(4);
            assertThat(both.rewrap(OPERATOR)).isZero();
        }
        try (SealedKeyVault after = fixture.builder(VaultFixture.masterKey(2)).build()) {
            after.requireKnownKeys();
            for (Caller tenant : tenants.subList(0, 4)) {
                assertThat(VaultFixture.open(after, tenant, OPENAI)).contains("sk-of-" + tenant.tenant());
                assertThat(fixture.audited(tenant, "vault.rewrap")).isEqualTo(1);
            }
            assertThat(after.rewrap(OPERATOR)).isZero();
        }
        assertThatThrownBy(fixture.vault::requireKnownKeys)
                .hasMessageContaining(VaultFixture.masterKey(2).currentKeyId());
    }

    @Test
    void rewrapsEachDataKeyOnceWhenSeveralDoItAtOnce() throws Exception {
        for (int each = 0; each < 20; each++) {
            fixture.put(fixture.tenant(), OPENAI, "sk-0123456789abcdef");
        }
        try (SealedKeyVault both = fixture.builder(VaultFixture.masterKey(2, 1)).build()) {
            int moved = VaultFixture.together(3, () -> both.rewrap(OPERATOR)).stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            assertThat(moved).isEqualTo(20);
        }
    }
}
