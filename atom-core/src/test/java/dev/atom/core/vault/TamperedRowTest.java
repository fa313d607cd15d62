package dev.atom.core.vault;

import static dev.atom.core.vault.VaultFixture.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.audit.Caller;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whoever can write rows can break them, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TamperedRowTest {
    private static final String VALUE = "sk-0123456789abcdefghijklmnopqrstuv";
    private static final KeyName OTHER = new KeyName("other");

    private VaultFixture fixture;

    @BeforeAll
    void start() {
        fixture = new VaultFixture();
    }

    @AfterAll
    void stop() {
        fixture.close();
    }

    @Test
    void doesNotOpenWithAnyByteChangedInAnyColumn() {
        Caller tenant = stored();
        for (String column : List.of("salt", "commitment", "nonce", "ciphertext")) {
            int bytes = Integer.parseInt(
                    fixture.query("select octet_length(" + column + ") from vault_keys where tenant_id = ?", id(tenant))
                            .get(0));
            for (int at = 0; at < bytes; at++) {
                String flip = column + " = set_byte(" + column + ", " + at + ", get_byte(" + column + ", " + at + ") # "
                        + (1 << (at % 8)) + ")";
                change(tenant, flip);
                refuses(tenant, OPENAI, 1);
                change(tenant, flip);
            }
        }
        assertThat(fixture.open(tenant, OPENAI)).contains(VALUE);
    }

    @Test
    void doesNotOpenTruncatedExtendedOrUnderAnotherAlgorithm() {
        for (String column : List.of("salt", "commitment", "nonce", "ciphertext")) {
            for (String changed : List.of(
                    "substring(" + column + " from 2)",
                    "substring(" + column + " for octet_length(" + column + ") - 1)",
                    column + " || '\\x00'::bytea",
                    "''::bytea")) {
                Caller tenant = stored();
                change(tenant, column + " = " + changed);
                refuses(tenant, OPENAI, 1);
            }
        }
        for (int algorithm : new int[] {0, 2, 257}) {
            Caller tenant = stored();
            change(tenant, "alg = " + algorithm);
            refuses(tenant, OPENAI, 1);
        }
    }

    @Test
    void doesNotOpenUnderAnotherNameVersionOrProvider() {
        Caller renamed = stored();
        change(renamed, "name = 'other'");
        refuses(renamed, OTHER, 1);
        Caller renumbered = stored();
        change(renumbered, "version = 2");
        refuses(renumbered, OPENAI, 2);
        Caller redirected = stored();
        change(redirected, "provider = 'evil'");
        refuses(redirected, OPENAI, 1);
        Caller unprovided = stored();
        change(unprovided, "provider = null");
        refuses(unprovided, OPENAI, 1);
    }

    @Test
    void doesNotOpenUnderAnotherDataKeyOfTheSameTenant() {
        Caller tenant = stored();
        fixture.sql(
                "insert into tenant_deks (tenant_id, version, kek_id, wrapped, state, created_at)"
                        + " select tenant_id, 2, kek_id, wrapped, 'DECRYPT_ONLY', now() from tenant_deks where tenant_id = ?",
                id(tenant));
        change(tenant, "dek_version = 2");
        refuses(tenant, OPENAI, 1);
    }

    @Test
    void doesNotOpenWithASwappedField() {
        for (String column : List.of("salt", "commitment", "nonce", "ciphertext")) {
            Caller tenant = stored();
            fixture.put(tenant, OTHER, VALUE);
            fixture.sql(
                    "update vault_keys k set " + column + " = o." + column + " from vault_keys o"
                            + " where k.tenant_id = ? and o.tenant_id = k.tenant_id and o.name <> k.name",
                    id(tenant));
            refuses(tenant, OPENAI, 1);
            refuses(tenant, OTHER, 1);
        }
    }

    @Test
    void doesNotOpenInAnotherTenantNotEvenTogetherWithItsDataKey() {
        Caller from = stored();
        Caller into = stored();
        fixture.sql(
                "update vault_keys k set salt = o.salt, commitment = o.commitment, nonce = o.nonce, ciphertext = o.ciphertext"
                        + " from vault_keys o where k.tenant_id = ? and o.tenant_id = ?",
                id(into),
                id(from));
        refuses(into, OPENAI, 1);
        fixture.sql(
                "update tenant_deks d set wrapped = o.wrapped from tenant_deks o where d.tenant_id = ? and o.tenant_id = ?",
                id(into),
                id(from));
        try (SealedKeyVault cold = fixture.another()) {
            refuses(cold, into, OPENAI, 1);
            assertThat(VaultFixture.open(cold, from, OPENAI)).contains(VALUE);
        }
    }

    @Test
    void doesNotUnwrapAnAlteredDataKey() {
        Caller tenant = stored();
        int bytes = Integer.parseInt(
                fixture.query("select octet_length(wrapped) from tenant_deks where tenant_id = ?", id(tenant))
                        .get(0));
        for (int at = 0; at < bytes; at += 9) {
            String flip = "update tenant_deks set wrapped = set_byte(wrapped, " + at + ", get_byte(wrapped, " + at
                    + ") # 64) where tenant_id = ?";
            fixture.sql(flip, id(tenant));
            try (SealedKeyVault cold = fixture.another()) {
                refuses(cold, tenant, OPENAI, 1);
            }
            fixture.sql(flip, id(tenant));
        }
        fixture.sql("update tenant_deks set kek_id = '0123456789abcdef' where tenant_id = ?", id(tenant));
        try (SealedKeyVault cold = fixture.another()) {
            refuses(cold, tenant, OPENAI, 1);
        }
    }

    private Caller stored() {
        Caller tenant = fixture.tenant();
        fixture.put(tenant, OPENAI, VALUE);
        return tenant;
    }

    private void change(Caller tenant, String assignment) {
        assertThat(fixture.sql("update vault_keys set " + assignment + " where tenant_id = ?", id(tenant)))
                .isEqualTo(1);
    }

    private static UUID id(Caller tenant) {
        return tenant.tenant().value();
    }

    private void refuses(Caller tenant, KeyName name, int version) {
        refuses(fixture.vault, tenant, name, version);
    }

    /** One type, one code, one text, whatever was done. */
    private static void refuses(KeyVault vault, Caller tenant, KeyName name, int version) {
        assertThatThrownBy(() -> VaultFixture.open(vault, tenant, name))
                .isInstanceOfSatisfying(AtomException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
                    assertThat(failure)
                            .hasMessage("key " + name + " version " + version
                                    + " does not authenticate: its row was altered or moved; store the key again");
                });
    }
}
