package dev.atom.http.json;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    enum Color {
        RED,
        GREEN
    }

    record Body(
            String fullName,
            @Nullable Secret value,
            @Nullable Integer days,
            @Nullable Boolean on,
            @Nullable Color color) {}

    record Out(
            Instant createdAt,
            Optional<String> provider,
            @Nullable String next) {}

    @Test
    void readsWhatTheRecordDeclares() {
        Body body = read("{\"full_name\":\"Zoë\",\"value\":\"sk-ü\",\"days\":3,\"on\":true,\"color\":\"green\"}");

        assertThat(body.fullName()).isEqualTo("Zoë");
        assertThat(body.days()).isEqualTo(3);
        assertThat(body.color()).isEqualTo(Color.GREEN);
        assertThat(requireNonNull(body.value()).<String>use(bytes -> new String(bytes, StandardCharsets.UTF_8)))
                .isEqualTo("sk-ü");
    }

    @Test
    void wipesTheBodyItHasRead() {
        byte[] body = "{\"full_name\":\"a\"}".getBytes(StandardCharsets.UTF_8);
        Json.read(body, Body.class);
        assertThat(body).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "nonsense",
                "[]",
                "\"text\"",
                "1",
                "{} {}",
                "{}x",
                "{\"full_name\":\"a\",\"full_name\":\"b\"}",
                "{'full_name':'a'}",
                "{\"full_name\":\"a\",}",
                "{\"full_name\":\"a\"}//",
                "{\"full_name\":\"a\nb\"}",
                "{\"days\":01}",
                "{\"days\":NaN}"
            })
    void malformedTextIsABadRequest(String text) {
        assertThat(refusal(text).code()).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'full_name':1} | full_name | must be a string",
                "{'full_name':true} | full_name | must be a string",
                "{'full_name':1.5} | full_name | must be a string",
                "{'full_name':{}} | full_name | must be a string",
                "{'full_name':['x']} | full_name | must be a string",
                "{'full_name':'a','value':7} | value | must be a string",
                "{'full_name':'a','value':{}} | value | must be a string",
                "{'full_name':'a','days':'3'} | days | must be a whole number in range",
                "{'full_name':'a','days':1.5} | days | must be a whole number in range",
                "{'full_name':'a','days':''} | days | must be a whole number in range",
                "{'full_name':'a','days':true} | days | must be a whole number in range",
                "{'full_name':'a','days':99999999999} | days | is out of range",
                "{'full_name':'a','on':'true'} | on | must be true or false",
                "{'full_name':'a','on':1} | on | must be true or false",
                "{'full_name':'a','color':'blue'} | color | must be one of red, green",
                "{'full_name':'a','color':0} | color | must be one of red, green",
                "{'full_name':'a','color':''} | color | must be one of red, green",
                "{'full_name':'a','surname':'b'} | surname | is not a known field",
                "{} | full_name | is required",
                "{'full_name':null} | full_name | is required",
            })
    void aWrongValueNamesItsField(String text, String field, String rule) {
        AtomException refusal = refusal(text.replace('\'', '"'));
        assertThat(refusal.code()).isEqualTo(ErrorCode.VALIDATION_ERROR);
        assertThat(refusal.details()).containsEntry(field, rule);
        assertThat(refusal).hasMessageContaining(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"7b22ff223a317d", "7b22c080223a317d", "7b22eda080223a317d", "ff", "7b22e2", "7b0022006100220000"
            })
    void invalidUtf8AndOtherEncodingsAreABadRequest(String hex) {
        AtomException refusal = catchThrowableOfType(
                AtomException.class, () -> Json.read(HexFormat.of().parseHex(hex), Body.class));
        assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sk-canary-1234\":1}",
                "{\"value\":\"sk-canary-1234\",",
                "sk-canary-1234",
                "{\"color\":\"sk-canary-1234\"}",
                "{\"full_name\":[\"sk-canary-1234\"]}",
                "{\"days\":\"sk-canary-1234\"}",
                "{\"value\":[\"sk-canary-1234\"]}"
            })
    void aRefusalNeverRepeatsAValue(String text) {
        AtomException refusal = refusal(text);
        for (Throwable each = refusal; each != null; each = each.getCause()) {
            assertThat(each.toString()).doesNotContain("canary");
        }
        assertThat(refusal.details().toString()).doesNotContain("canary");
    }

    @Test
    void deepNestingIsRefusedWithoutAStackOverflow() {
        assertThat(refusal("[".repeat(200_000)).code()).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(refusal("{\"full_name\":" + "[".repeat(200_000)).code())
                .isIn(ErrorCode.BAD_REQUEST, ErrorCode.VALIDATION_ERROR);
    }

    @Test
    void writesSnakeCaseMillisecondsAndNulls() {
        Out out = new Out(Instant.parse("2030-01-02T03:04:05.678999Z"), Optional.of("openai"), null);
        assertThat(new String(Json.write(out), StandardCharsets.UTF_8))
                .isEqualTo("{\"created_at\":\"2030-01-02T03:04:05.678Z\",\"provider\":\"openai\",\"next\":null}");
    }

    private static Body read(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8), Body.class);
    }

    private static AtomException refusal(String text) {
        return catchThrowableOfType(AtomException.class, () -> read(text));
    }
}
