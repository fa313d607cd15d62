package dev.atom.core.vault;

import static dev.atom.core.vault.VaultFixture.OPENAI;
import static dev.atom.core.vault.VaultFixture.PROVIDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.audit.Caller;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyVaultTest {
    private VaultFixture fixture;
    private KeyVault vault;

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
    void opensWhatWasPut() {
        Caller tenant = fixture.tenant();
        KeyInfo stored = fixture.put(tenant, OPENAI, "sk-0123456789abcdefghijklmnopqrstuv");

        OpenedKey opened =
                vault.open(tenant, OPENAI, "test").toCompletableFuture().join().orElseThrow();
        assertThat(opened.info()).isEqualTo(stored);
        assertThat(VaultFixture.text(opened)).isEqualTo("sk-0123456789abcdefghijklmnopqrstuv");
        assertThat(stored.version()).isEqualTo(1);
        assertThat(stored.mask()).isEqualTo("sk-…stuv");
        assertThat(stored.provider()).isEqualTo(PROVIDER);
        assertThat(stored.state()).isEqualTo(KeyInfo.State.ACTIVE);
        assertThat(vault.find(tenant, OPENAI)).contains(stored);
        assertThat(vault.list(tenant)).containsExactly(stored);
    }

    @Test
    void opensEverySizeAndEveryPrintableLatin1Byte() {
        Caller tenant = fixture.tenant();
        byte[] all = new byte[190];
        int at = 0;
        for (int each = 0x21; each <= 0xFF; each++) {
            if (each < 0x7F || each >= 0xA0) {
                all[at++] = (byte) each;
            }
        }
        for (int size : new int[] {1, 2, 15, 16, 17, 190, 1000, 8191, 8192}) {
            byte[] value = new byte[size];
            for (int byteAt = 0; byteAt < size; byteAt++) {
                value[byteAt] = all[byteAt % at];
            }
            try (Secret secret = Secret.copyOf(value)) {
                vault.put(tenant, OPENAI, secret, Optional.empty());
            }
            try (OpenedKey opened = vault.open(tenant, OPENAI, "test")
                    .toCompletableFuture()
                    .join()
                    .orElseThrow()) {
                assertThat(opened.secret().<byte[]>use(byte[]::clone)).isEqualTo(value);
            }
        }
    }

    @Test
    void givesNothingForANameThatIsNotThere() {
        Caller tenant = fixture.tenant();
        assertThat(fixture.open(tenant, OPENAI)).isEmpty();
        assertThat(vault.find(tenant, OPENAI)).isEmpty();
        assertThat(vault.history(tenant, OPENAI)).isEmpty();
        assertThat(vault.list(tenant)).isEmpty();
        assertThat(vault.dataKeyVersion(tenant)).isZero();
    }

    @Test
    void showsATenantNothingOfAnother() {
        Caller one = fixture.tenant();
        Caller other = fixture.tenant();
        KeyInfo ofOne = fixture.put(one, OPENAI, "sk-the-same-value-in-both-tenants");
        KeyInfo ofOther = fixture.put(other, OPENAI, "sk-the-same-value-in-both-tenants");
        fixture.put(other, new KeyName("second"), "sk-only-there-0123456789");

        assertThat(ofOther.fingerprint()).isNotEqualTo(ofOne.fingerprint());
        assertThat(vault.list(one)).containsExactly(ofOne);
        assertThat(vault.history(one, new KeyName("second"))).isEmpty();
        assertThat(fixture.open(one, new KeyName("second"))).isEmpty();
        refuses(ErrorCode.NOT_FOUND, () -> vault.delete(one, new KeyName("second")));
        vault.delete(one, OPENAI);
        assertThat(fixture.open(other, OPENAI)).isPresent();
    }

    @Test
    void erasesTheFormerVersionInTheSameTransaction() {
        Caller tenant = fixture.tenant();
        fixture.put(tenant, OPENAI, "sk-first-0123456789");
        KeyInfo second = fixture.put(tenant, OPENAI, "sk-second-0123456789");

        assertThat(second.version()).isEqualTo(2);
        assertThat(fixture.open(tenant, OPENAI)).contains("sk-second-0123456789");
        assertThat(vault.history(tenant, OPENAI))
                .extracting(KeyInfo::version, KeyInfo::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(2, KeyInfo.State.ACTIVE),
                        org.assertj.core.groups.Tuple.tuple(1, KeyInfo.State.SUPERSEDED));
        assertThat(sealedRows(tenant)).isEqualTo(1);
    }

    @Test
    void neverUsesAVersionNumberAgain() {
        Caller tenant = fixture.tenant();
        fixture.put(tenant, OPENAI, "sk-first-0123456789");
        vault.delete(tenant, OPENAI);
        assertThat(fixture.open(tenant, OPENAI)).isEmpty();
        assertThat(sealedRows(tenant)).isZero();
        refuses(ErrorCode.NOT_FOUND, () -> vault.delete(tenant, OPENAI));

        assertThat(fixture.put(tenant, OPENAI, "sk-second-0123456789").version())
                .isEqualTo(2);
        assertThat(vault.history(tenant, OPENAI))
                .extracting(KeyInfo::state)
                .containsExactly(KeyInfo.State.ACTIVE, KeyInfo.State.DELETED);
    }

    @Test
    void givesEachOfManyConcurrentPutsAVersionOfItsOwn() throws Exception {
        Caller tenant = fixture.tenant();
        AtomicInteger count = new AtomicInteger();
        List<Integer> versions =
                VaultFixture.together(12, () -> fixture.put(tenant, OPENAI, "sk-concurrent-" + count.incrementAndGet())
                        .version());
        assertThat(versions)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 12).boxed().toList());
        assertThat(vault.dataKeyVersion(tenant)).isEqualTo(1);
        assertThat(fixture.open(tenant, OPENAI)).isPresent();
        assertThat(sealedRows(tenant)).isEqualTo(1);
    }

    @Test
    void givesEqualValuesEqualFingerprintsAlsoAfterARotation() {
        Caller tenant = fixture.tenant();
        String first = fixture.put(tenant, OPENAI, "sk-fingerprinted").fingerprint();
        vault.rotate(tenant, 1);
        assertThat(first).matches("[0-9a-f]{16}");
        assertThat(fixture.put(tenant, new KeyName("other"), "sk-fingerprinted").fingerprint())
                .isEqualTo(first);
        assertThat(fixture.put(tenant, OPENAI, "sk-fingerprinteD").fingerprint())
                .isNotEqualTo(first);
    }

    @Test
    void refusesValuesThatCouldNotTravelInAHeader() {
        Caller tenant = fixture.tenant();
        for (String bad : List.of(
                "",
                "a\nb",
                "a\r",
                "\0",
                "tab\tbed",
                "bell\u0007",
                "del\u007f",
                " led",
                "trailed ",
                "€",
                "x".repeat(8193))) {
            try (Secret secret = Secret.of(bad)) {
                refuses(ErrorCode.VALIDATION_ERROR, () -> vault.put(tenant, OPENAI, secret, PROVIDER));
            }
        }
        try (Secret c1 = Secret.copyOf(new byte[] {'a', (byte) 0x85})) {
            refuses(ErrorCode.VALIDATION_ERROR, () -> vault.put(tenant, OPENAI, c1, PROVIDER));
        }
        try (Secret good = Secret.of("sk-good")) {
            refuses(ErrorCode.VALIDATION_ERROR, () -> vault.put(tenant, OPENAI, good, Optional.of("")));
            refuses(ErrorCode.VALIDATION_ERROR, () -> vault.put(tenant, OPENAI, good, Optional.of("Open AI")));
        }
        assertThat(vault.list(tenant)).isEmpty();
    }

    @Test
    void refusesASuspendedOrDeletedOrUnknownTenant() {
        Caller tenant = fixture.tenant();
        fixture.put(tenant, OPENAI, "sk-suspended-0123456789");
        for (String status : List.of("suspended", "deleted")) {
            fixture.sql(
                    "update tenants set status = ? where id = ?",
                    status,
                    tenant.tenant().value());
            refuses(ErrorCode.FORBIDDEN, () -> fixture.open(tenant, OPENAI));
            refuses(ErrorCode.FORBIDDEN, () -> fixture.put(tenant, OPENAI, "sk-other"));
            try (Secret passphrase = Secret.of("a long passphrase")) {
                refuses(ErrorCode.FORBIDDEN, () -> vault.export(tenant, passphrase));
            }
        }
        fixture.sql(
                "update tenants set status = 'active' where id = ?",
                tenant.tenant().value());
        assertThat(fixture.open(tenant, OPENAI)).contains("sk-suspended-0123456789");
        Caller unknown = Caller.process(new TenantId(UUID.randomUUID()), "test");
        refuses(ErrorCode.NOT_FOUND, () -> fixture.open(unknown, OPENAI));
        refuses(ErrorCode.NOT_FOUND, () -> fixture.put(unknown, OPENAI, "sk-other"));
    }

    @Test
    void notesWhatTheProviderSaidOfTheActiveVersionOnly() {
        Caller tenant = fixture.tenant();
        fixture.put(tenant, OPENAI, "sk-checked-0123456789");
        vault.recordCheck(tenant, OPENAI, 1, KeyInfo.Check.INVALID);
        assertThat(vault.find(tenant, OPENAI)).get().extracting(KeyInfo::check).isEqualTo(KeyInfo.Check.INVALID);
        assertThat(vault.find(tenant, OPENAI).orElseThrow().checkedAt()).isPresent();

        fixture.put(tenant, OPENAI, "sk-changed-0123456789");
        vault.recordCheck(tenant, OPENAI, 1, KeyInfo.Check.VALID);
        assertThat(vault.history(tenant, OPENAI))
                .extracting(KeyInfo::check)
                .containsExactly(KeyInfo.Check.UNCHECKED, KeyInfo.Check.INVALID);
        assertThat(fixture.audited(tenant, "vault.check")).isEqualTo(1);
    }

    @Test
    void auditsEveryChange() {
        Caller tenant = fixture.tenant();
        fixture.put(tenant, OPENAI, "sk-audited-0123456789");
        fixture.put(tenant, OPENAI, "sk-audited-9876543210");
        vault.delete(tenant, OPENAI);
        vault.rotate(tenant, 1);
        vault.shred(tenant);
        assertThat(fixture.query(
                        "select action from audit_log where tenant_id = ? order by at, action",
                        tenant.tenant().value()))
                .containsExactlyInAnyOrder(
                        "vault.begin",
                        "vault.put",
                        "vault.put",
                        "vault.delete",
                        "vault.rotate",
                        "vault.rotated",
                        "vault.shred");
    }

    @Test
    void changesNothingWithoutItsAuditRow() {
        Caller tenant = fixture.tenant();
        fixture.put(tenant, OPENAI, "sk-kept-0123456789");
        Caller newcomer = fixture.tenant();
        List<String> before = rows(tenant, newcomer);
        fixture.breakAudit();
        try {
            for (ThrowingCallable change : List.<ThrowingCallable>of(
                    () -> fixture.put(tenant, OPENAI, "sk-lost-0123456789"),
                    () -> fixture.put(tenant, new KeyName("another"), "sk-lost-0123456789"),
                    () -> fixture.put(newcomer, OPENAI, "sk-lost-0123456789"),
                    () -> vault.delete(tenant, OPENAI),
                    () -> vault.recordCheck(tenant, OPENAI, 1, KeyInfo.Check.INVALID),
                    () -> vault.rotate(tenant, 1),
                    () -> vault.rotate(newcomer, 0),
                    () -> vault.shred(tenant))) {
                refuses(ErrorCode.INTERNAL_ERROR, change);
            }
        } finally {
            fixture.mendAudit();
        }

        assertThat(rows(tenant, newcomer)).isEqualTo(before).hasSize(2);
        assertThat(fixture.open(tenant, OPENAI)).contains("sk-kept-0123456789");
    }

    /** Every data key and every value of the two, as stored. */
    private List<String> rows(Caller one, Caller other) {
        return fixture.query(
                "select row_to_json(d)::text from tenant_deks d where tenant_id in (?, ?)"
                        + " union all select row_to_json(k)::text from vault_keys k where tenant_id in (?, ?) order by 1",
                one.tenant().value(),
                other.tenant().value(),
                one.tenant().value(),
                other.tenant().value());
    }

    @Test
    void keepsNoPlaintextInTheDatabase() {
        Caller tenant = fixture.tenant();
        fixture.put(tenant, OPENAI, "sk-plain-0123456789-plain");
        String row = String.join(
                "",
                fixture.query(
                        "select encode(convert_to(k::text, 'UTF8'), 'escape') || encode(ciphertext, 'escape')"
                                + " from vault_keys k where tenant_id = ?",
                        tenant.tenant().value()));
        assertThat(row).doesNotContain("0123456789").contains("openai");
        assertThat(new String(row.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .contains("lain");
    }

    private int sealedRows(Caller tenant) {
        return Integer.parseInt(fixture.query(
                        "select count(*) from vault_keys where tenant_id = ?"
                                + " and num_nonnulls(alg, salt, commitment, nonce, ciphertext) > 0",
                        tenant.tenant().value())
                .get(0));
    }

    private static void refuses(ErrorCode code, ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(AtomException.class, failure -> assertThat(failure.code())
                .isEqualTo(code));
    }
}
