package dev.atom.spi.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.llm.ProviderFailure.Kind;
import java.util.EnumSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProviderFailureTest {
    @ParameterizedTest
    @EnumSource
    void refusesTheKeyOnlyWhenThatIsCertain(Kind kind) {
        boolean certain = EnumSet.of(Kind.INVALID_KEY, Kind.INSUFFICIENT_SCOPE, Kind.KEY_REVOKED)
                .contains(kind);
        assertThat(new ProviderFailure(kind, "", "").refusesKey()).isEqualTo(certain);
    }
}
