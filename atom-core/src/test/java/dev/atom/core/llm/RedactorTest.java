package dev.atom.core.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private static final String KEY = "sk-proj-Zx81kqPAN44mWw0cRfQ2";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Incorrect API key provided: sk-proj-Zx81kqPAN44mWw0cRfQ2.",
                "Incorrect API key provided: sk-pr***RfQ2.",
                "Authentication Fails, Your api key: ****RfQ2 is invalid",
                "Invalid API key: \"kqPAN44mWw0c\"",
                "DebugInfo.detail: 'token=sk-proj-Zx81kqPAN44mWw0cRfQ2'",
            })
    void leavesNothingOfTheKey(String text) {
        try (Secret key = Secret.of(KEY)) {
            String clean = Redactor.redact(text, key);

            assertThat(clean).contains("[redacted]").doesNotContain("RfQ2", "kqPAN4", "sk-p");
        }
    }

    @Test
    void keepsOrdinaryWordsAndRemovesControlCharacters() {
        try (Secret key = Secret.of(KEY)) {
            assertThat(Redactor.redact("max_tokens is too large:\r\n 999999 > 4096", key))
                    .isEqualTo("max_tokens is too large:   999999 > 4096");
        }
    }
}
