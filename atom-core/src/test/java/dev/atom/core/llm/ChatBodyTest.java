package dev.atom.core.llm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatBodyTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    @Test
    void sendsTheBytesAsTheyCameWhenNothingHasToChange() {
        byte[] body = ("{ \"model\" : \"gpt-4o\",\n\t" + MESSAGES + ", \"x\": 1.0e0 }").getBytes(UTF_8);

        assertThat(ChatBody.parse(body).forProvider("gpt-4o")).isSameAs(body);
    }

    @Test
    void changesTheModelAndNothingElse() {
        String body = "{%s, \"model\" :\"openai/gpt-4o\" ,\"seed\":00e}"
                .replace("00e", "7")
                .formatted(MESSAGES);

        assertThat(sent(body, "gpt-4o")).isEqualTo(body.replace("openai/gpt-4o", "gpt-4o"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"stream\":true,\"model\":\"a/b\",M} | {\"stream_options\":{\"include_usage\":true},\"stream\":true,\"model\":\"b\",M}",
                "{\"model\":\"a/b\",M,\"stream\":true,\"stream_options\":{}} | {\"model\":\"b\",M,\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
                "{\"stream_options\":{\"x\":1},\"model\":\"a/b\",M,\"stream\":true} | {\"stream_options\":{\"include_usage\":true,\"x\":1},\"model\":\"b\",M,\"stream\":true}",
                "{\"model\":\"a/b\",\"stream_options\":{\"x\":1,\"include_usage\":false},M,\"stream\":true} | {\"model\":\"b\",\"stream_options\":{\"x\":1,\"include_usage\":true},M,\"stream\":true}",
                "{\"stream_options\":null,\"model\":\"a/b\",M,\"stream\":true} | {\"stream_options\":{\"include_usage\":true},\"model\":\"b\",M,\"stream\":true}",
                "{\"stream_options\":{\"include_usage\":true},\"model\":\"a/b\",M,\"stream\":true} | {\"stream_options\":{\"include_usage\":true},\"model\":\"b\",M,\"stream\":true}",
                "{\"stream\":false,\"stream_options\":null,\"model\":\"a/b\",M} | {\"stream\":false,\"stream_options\":null,\"model\":\"b\",M}",
            })
    void asksForUsageOfStreamsWhereverTheOptionsStand(String given, String expected) {
        assertThat(sent(given.strip().replace("M}", MESSAGES + "}").replace("M,", MESSAGES + ","), "b"))
                .isEqualTo(expected.strip().replace("M}", MESSAGES + "}").replace("M,", MESSAGES + ","));
    }

    @Test
    void escapesAModelNameThatNeedsIt() {
        assertThat(sent("{\"model\":\"p\\/q\\\"r\",%s}".formatted(MESSAGES), "q\"r"))
                .contains("\"model\":\"q\\\"r\"");
    }

    @Test
    void stillSaysTheSameWhateverIsSplicedIntoRandomBodies() throws Exception {
        Random random = new Random(20_261_122);
        ObjectMapper mapper = new ObjectMapper();
        for (int round = 0; round < 500; round++) {
            var json = mapper.createObjectNode();
            java.util.List<String> fields = new java.util.ArrayList<>(
                    java.util.List.of("model", "messages", "stream", "stream_options", "ünï", "tools"));
            java.util.Collections.shuffle(fields, random);
            for (String field : fields) {
                switch (field) {
                    case "model" -> json.put(field, "openai/gpt-\u00e9-" + round);
                    case "messages" ->
                        json.putArray(field)
                                .addObject()
                                .put("role", "user")
                                .put("content", "€".repeat(random.nextInt(9)));
                    case "stream" -> json.put(field, true);
                    case "stream_options" -> {
                        if (random.nextBoolean()) {
                            json.putObject(field).put("other", random.nextInt());
                        }
                    }
                    default ->
                        json.putArray(field).add(random.nextDouble()).addNull().addObject();
                }
            }
            byte[] given = mapper.writeValueAsBytes(json);

            var sent = mapper.readTree(ChatBody.parse(given).forProvider("gpt-\u00e9-" + round));

            json.put("model", "gpt-\u00e9-" + round);
            json.withObject("/stream_options").put("include_usage", true);
            assertThat(sent).isEqualTo(json);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{",
                "{\"model\":\"a\",",
                "{\"model\":\"a\"} {}",
                "{'model':'a'}",
                "{\"model\":\"a\",\"messages\":[{}],\"x\":NaN}",
                "{\"a\":\"\u0001\"}",
            })
    void refusesWhatIsNotOneJsonObject(String body) {
        assertThat(refusal(body.getBytes(UTF_8)).code()).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "9", "name"})
    void refusesWhatExceedsTheParsersLimitsAsTheCallersMistake(String kind) {
        String field =
                switch (kind) {
                    case "[" -> "\"x\":" + "[".repeat(5000) + "]".repeat(5000);
                    case "9" -> "\"x\":" + "9".repeat(100_000);
                    default -> "\"" + "x".repeat(60_000) + "\":1";
                };

        AtomException refusal = refusal(("{\"model\":\"a\"," + field + "," + MESSAGES + "}").getBytes(UTF_8));

        assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(refusal).hasMessageContaining("nested too deeply");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c0af", "eda080", "f8808080", "e282"})
    void refusesOverlongFormsAndSurrogatesAlsoInTextItDoesNotRead(String bytes) {
        byte[] wrong = HexFormat.of().parseHex(bytes);
        byte[] before = ("{\"model\":\"a\"," + MESSAGES + ",\"user\":\"").getBytes(UTF_8);
        byte[] body = ByteBuffer.allocate(before.length + wrong.length + 2)
                .put(before)
                .put(wrong)
                .put("\"}".getBytes(UTF_8))
                .array();

        assertThat(refusal(body).code()).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    @Test
    void takesTextOfEveryPlane() {
        String text = "ä€\uD83D\uDE00".repeat(2000);
        byte[] body = ("{\"model\":\"a\"," + MESSAGES + ",\"user\":\"" + text + "\"}").getBytes(UTF_8);

        assertThat(ChatBody.parse(body).forProvider("a")).isSameAs(body);
    }

    @Test
    void refusesInvalidUtf8AndOtherEncodings() {
        byte[] broken = ("{\"model\":\"a\"," + MESSAGES + ",\"user\":\"?\"}").getBytes(UTF_8);
        broken[broken.length - 3] = (byte) 0xc3;
        byte[] wide = ("{\"model\":\"a\"," + MESSAGES + "}").getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
        byte[] marked = ("\ufeff{\"model\":\"a\"," + MESSAGES + "}").getBytes(UTF_8);

        assertThat(refusal(broken).code()).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(refusal(wide).code()).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(refusal(marked).code()).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":7,M} | model",
                "{\"model\":\"\",M} | model",
                "{\"model\":\"a\\nb\",M} | model",
                "{\"model\":\"a\",\"model\":\"b\",M} | model",
                "{\"model\":\"a\",\"stream\":false,\"stream\":true,M} | stream",
                "{\"model\":\"a\",\"stream\":null,\"stream\":true,M} | stream",
                "{\"model\":\"a\",\"stream_options\":null,\"stream_options\":{},M} | stream_options",
                "{M} | model",
                "{\"model\":\"a\"} | messages",
                "{\"model\":\"a\",\"messages\":[]} | messages",
                "{\"model\":\"a\",\"messages\":{}} | messages",
                "{\"model\":\"a\",\"messages\":[\"hi\"]} | messages",
                "{\"model\":\"a\",M,\"stream\":\"yes\"} | stream",
                "{\"model\":\"a\",M,\"stream\":true,\"stream\":true} | stream",
                "{\"model\":\"a\",M,\"stream_options\":[]} | stream_options",
                "{\"model\":\"a\",M,\"stream_options\":{\"include_usage\":1}} | stream_options.include_usage",
            })
    void namesTheWrongField(String body, String field) {
        byte[] bytes = body.strip()
                .replace("M}", MESSAGES + "}")
                .replace("M,", MESSAGES + ",")
                .getBytes(UTF_8);

        AtomException refusal = refusal(bytes);

        assertThat(refusal.code()).isEqualTo(ErrorCode.VALIDATION_ERROR);
        assertThat(refusal.details()).containsKey(field.strip());
    }

    private static String sent(String body, String model) {
        return new String(ChatBody.parse(body.getBytes(UTF_8)).forProvider(model), UTF_8);
    }

    private static AtomException refusal(byte[] body) {
        AtomException refusal = catchThrowableOfType(
                AtomException.class, () -> ChatBody.parse(body).model());
        assertThat(refusal).as("refusal").isNotNull();
        return refusal;
    }
}
