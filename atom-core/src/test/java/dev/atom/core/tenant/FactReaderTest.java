package dev.atom.core.tenant;

import static dev.atom.core.tenant.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.identity.CredentialReader;
import dev.atom.core.identity.TokenKeys;
import dev.atom.spi.ErrorCode;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FactReaderTest {
    private static final CredentialReader CREDENTIALS =
            new CredentialReader(TokenKeys.ofThisProcess(), Clock.systemUTC());

    private final FactReader reader = new FactReader(CREDENTIALS, Optional.of("atom.example"));

    @ParameterizedTest
    @ValueSource(strings = {"acme.atom.example", "ACME.Atom.Example", "acme.atom.example."})
    void readsTheTenantsLabelOfAHost(String host) {
        assertThat(host(reader, host)).contains(new Slug("acme"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "atom.example",
                "atom.example.",
                "localhost",
                "127.0.0.1",
                "[::1]",
                "acme.other.example",
                "evilatom.example",
                "acme.atom.example.evil.com",
                ""
            })
    void theBaseDomainItselfAndNamesElsewhereAreNoFacts(String host) {
        assertThat(host(reader, host)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {".atom.example", "a.b.atom.example", "-.atom.example", "x y.atom.example", "1.atom.example"})
    void aLabelThatCannotBeATenantsIsUnknown(String host) {
        assertFails(ErrorCode.NOT_FOUND, () -> host(reader, host));
    }

    @Test
    void withoutABaseDomainNoHostIsAFact() {
        assertThat(host(new FactReader(CREDENTIALS, Optional.empty()), "acme.atom.example"))
                .isEmpty();
    }

    @Test
    void theBaseDomainMustBeADomain() {
        for (String domain :
                new String[] {"", ".", "a..b", "*.example.com", "example.com:80", "-a.com", "a".repeat(64)}) {
            assertFails(ErrorCode.VALIDATION_ERROR, () -> TenancySettings.system(Optional.of(domain)));
        }
        assertThat(TenancySettings.system(Optional.of("Atom.Example")).baseDomain())
                .contains("atom.example");
    }

    private static Optional<Slug> host(FactReader reader, String host) {
        Optional<String> key = Optional.of("atom_dk_" + UUID.randomUUID());
        return reader.read(new RequestFacts(key, Optional.empty(), Optional.of(host), Optional.empty()))
                .host();
    }
}
