package dev.atom.core.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.Secret;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholdersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "   ",
                "mock",
                "mock-key-123",
                "MOCK_KEY",
                "your-key-here",
                "your_api_key",
                "sk-your-key-here",
                "my-key-here",
                "<OPENAI_API_KEY>",
                "${OPENAI_API_KEY}",
                "changeme",
                "change-me",
                "xxxxxxxx",
                "sk-xxxx",
                "sk-...",
                "****",
                "null",
                "placeholder",
                "dummy"
            })
    void knowsValuesThatStandForNoKey(String value) {
        assertThat(isPlaceholder(value)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sk-proj-Zx81kqPAN44mWw0cRfQ2", "sk-api-mock5", "eyJhbGciOiJIUzI1NiJ9.e30.x", "k3y", "sk-0001"})
    void takesEverythingElseForAKey(String value) {
        assertThat(isPlaceholder(value)).isFalse();
    }

    private static boolean isPlaceholder(String value) {
        try (Secret secret = Secret.of(value)) {
            return Placeholders.isPlaceholder(secret);
        }
    }
}
