package dev.atom.core.db;

import static dev.atom.core.tenant.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \t",
                "12345",
                "a\nb",
                "a\rb",
                "a\0b",
                "a\u007fb",
                "a\u0085b",
                "a\u2028b",
                "a\u202eb",
                "a\u2066b",
                "\ud83d",
                "\udc00a"
            })
    void refusesWhatIsNotOneShortLine(String text) {
        assertFails(ErrorCode.VALIDATION_ERROR, () -> PlainText.check("name", text, 1, 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "1234", "ünï", "\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00", "<b>"})
    void takesTheRestAsItIs(String text) {
        assertThat(PlainText.check("name", text, 1, 4)).isEqualTo(text);
    }

    @Test
    void doesNotRepeatWhatItRefuses() {
        assertThat(assertFails(ErrorCode.VALIDATION_ERROR, () -> PlainText.check("name", "s3cret", 1, 4)))
                .hasMessage("name must have 1 to 4 characters");
    }
}
