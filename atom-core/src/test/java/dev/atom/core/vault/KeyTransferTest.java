package dev.atom.core.vault;

import static dev.atom.core.vault.VaultFixture.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import dev.atom.core.audit.Caller;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyTransferTest {
    private static final KeyName OTHER = new KeyName("other");

    private final Secret passphrase = Secret.of("correct horse battery staple");
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
    void carriesKeysToAnotherTenantAsNextVersions() {
        Caller from = fixture.tenant();
        fixture.put(from, OPENAI, "sk-exported-0123456789");
        try (Secret second = Secret.of("second \"value\" \\ ü")) {
            fixture.vault.put(from, OTHER, second, Optional.empty());
        }
        Caller into = fixture.tenant();
        fixture.put(into, OPENAI, "sk-before-0123456789");

        byte[] bundle = fixture.vault.export(from, passphrase);
        assertThat(new String(bundle, StandardCharsets.ISO_8859_1))
                .startsWith("ATOMKB1\n")
                .doesNotContain("openai", "exported");
        List<KeyInfo> imported = fixture.vault.importBundle(into, bundle, passphrase);

        assertThat(imported).extracting(KeyInfo::version).containsExactly(2, 1);
        assertThat(imported).extracting(KeyInfo::provider).containsExactly(VaultFixture.PROVIDER, Optional.empty());
        assertThat(fixture.open(into, OPENAI)).contains("sk-exported-0123456789");
        assertThat(fixture.open(into, OTHER)).contains("second \"value\" \\ ü");
        assertThat(fixture.audited(from, "vault.export")).isEqualTo(2);
        assertThat(fixture.audited(into, "vault.import")).isEqualTo(2);
    }

    @Test
    void refusesAWrongPassphraseAndAnAlteredBundle() {
        Caller tenant = fixture.tenant();
        fixture.put(tenant, OPENAI, "sk-exported-0123456789");
        byte[] bundle = fixture.vault.export(tenant, passphrase);
        try (Secret wrong = Secret.of("correct horse battery stapl3");
                Secret brief = Secret.of("too short")) {
            refuses(() -> fixture.vault.importBundle(tenant, bundle, wrong));
            refuses(() -> fixture.vault.importBundle(tenant, bundle, brief));
            refuses(() -> fixture.vault.export(tenant, brief));
        }
        for (int at : new int[] {0, 7, 8, 24, 36, bundle.length - 1}) {
            byte[] altered = bundle.clone();
            altered[at] ^= 1;
            refuses(() -> fixture.vault.importBundle(tenant, altered, passphrase));
        }
        for (int length : new int[] {0, 7, 24, 51, bundle.length - 1, bundle.length + 1, 17 * 1024 * 1024}) {
            refuses(() -> fixture.vault.importBundle(tenant, Arrays.copyOf(bundle, length), passphrase));
        }
        assertThat(fixture.vault.history(tenant, OPENAI)).hasSize(1);
    }

    @Test
    void importsAllOrNothingOfAWellSealedBundleWithBadContent() {
        Caller tenant = fixture.tenant();
        SealedBundle bundles = new SealedBundle(new SecureRandom());
        String good = "{\"name\":\"good\",\"value\":\"c2stZ29vZA==\"}";
        for (String bad : List.of(
                "{\"keys\":[" + good + ",{\"name\":\"BAD NAME\",\"value\":\"c2s=\"}]}",
                "{\"keys\":[" + good + ",{\"name\":\"bad\",\"value\":\"YQpi\"}]}",
                "{\"keys\":[" + good + ",{\"name\":\"bad\",\"value\":7}]}",
                "{\"keys\":[" + good + ",{\"name\":\"bad\"}]}",
                "{\"keys\":[" + good + ",{\"name\":\"bad\",\"value\":\"c2s=\",\"more\":\"x\"}]}",
                "{\"keys\":[" + good + "," + good + "]}",
                "{\"keys\":[" + good + "]",
                "")) {
            byte[] bundle = bundles.seal(bad.getBytes(StandardCharsets.UTF_8), passphrase);
            refuses(() -> fixture.vault.importBundle(tenant, bundle, passphrase));
            assertThat(fixture.vault.list(tenant)).as(bad).isEmpty();
        }
        byte[] fine = bundles.seal(("{\"keys\":[" + good + "]}").getBytes(StandardCharsets.UTF_8), passphrase);
        assertThat(fixture.vault.importBundle(tenant, fine, passphrase)).hasSize(1);
    }

    @Test
    void carriesAVaultWithoutKeys() {
        Caller tenant = fixture.tenant();
        byte[] bundle = fixture.vault.export(tenant, passphrase);
        assertThat(fixture.vault.importBundle(tenant, bundle, passphrase)).isEmpty();
    }

    /** The vector of the reference implementation for version 0x13, 2 passes, 64 MiB, 1 lane. */
    @Test
    void derivesWithTheArgon2idOfTheStandard() {
        byte[] hash = Argon2Function.getInstance(65_536, 2, 1, 32, Argon2.ID)
                .hash("password".getBytes(StandardCharsets.US_ASCII), "somesalt".getBytes(StandardCharsets.US_ASCII))
                .getBytes();
        assertThat(HexFormat.of().formatHex(hash))
                .isEqualTo("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
    }

    private static void refuses(ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(AtomException.class, failure -> assertThat(failure.code())
                .isEqualTo(ErrorCode.VALIDATION_ERROR));
    }
}
