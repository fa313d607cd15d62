package dev.atom.core.vault;

import static dev.atom.core.vault.VaultFixture.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.Atom;
import dev.atom.core.audit.Caller;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a killed process left in the middle of a rotation, and an {@link Atom} that is opened on it. */
class RotationAtStartTest {
    private static final int KEYS = 5;

    private final VaultFixture fixture = new VaultFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void openingAtomFinishesIt() throws Exception {
        Caller tenant = fixture.tenant();
        fixture.put(tenant, OPENAI, "sk-openai");
        IntStream.range(1, KEYS).forEach(each -> fixture.put(tenant, new KeyName("key-" + each), "sk-value-" + each));
        RotationChild.killAfter(fixture.database.settings(), tenant.tenant(), 1);
        assertThat(versions(tenant)).containsExactly("1 DECRYPT_ONLY with 3", "2 ACTIVE with 2");

        try (Atom atom = Atom.builder()
                .database(fixture.database.settings())
                .keyWrapper(fixture.masterKey)
                .open()) {
            awaitShredded(tenant);

            assertThat(versions(tenant)).containsExactly("1 SHREDDED with 0", "2 ACTIVE with " + KEYS);
            assertThat(VaultFixture.open(atom.vault(), tenant, OPENAI)).contains("sk-openai");
        }
        assertThat(fixture.audited(tenant, "vault.rotated")).isEqualTo(1);
    }

    private void awaitShredded(Caller tenant) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (versions(tenant).get(0).startsWith("1 DECRYPT_ONLY")) {
            assertThat(System.nanoTime()).as("the old data key is still there").isLessThan(deadline);
        }
    }

    private List<String> versions(Caller tenant) {
        return fixture.query(
                "select concat(version, ' ', state, ' with ', (select count(*) from vault_keys k"
                        + " where k.tenant_id = d.tenant_id and k.dek_version = d.version))"
                        + " from tenant_deks d where tenant_id = ? order by version",
                tenant.tenant().value());
    }
}
