package dev.atom.tck;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;

/** Bodies no provider should send and some do, or a stranger on the path does. A classifier reads them all and never throws. */
public final class HostileBodies {
    private static final int LONGEST = 64 * 1024;

    private HostileBodies() {}

    /** The bodies, the same on every call; each at most 64 KiB. */
    public static Stream<byte[]> all() {
        return Stream.concat(texts().map(text -> text.getBytes(StandardCharsets.UTF_8)), binaries());
    }

    private static Stream<String> texts() {
        return Stream.of(
                "",
                " ",
                "\n\n\n",
                "null",
                "true",
                "0",
                "-1e999999999",
                "9".repeat(LONGEST),
                "\"\"",
                "\"\\uD800\"",
                "{",
                "}",
                "{}",
                "[]",
                "[{}]",
                "[[[{\"error\":{}}]]]",
                "{\"error\":",
                "{\"error\":null}",
                "{\"error\":true}",
                "{\"error\":42}",
                "{\"error\":[]}",
                "{\"error\":[1,[2,[3]]]}",
                "{\"error\":{\"message\":{\"message\":{}}}}",
                "{\"error\":{\"code\":[],\"type\":{},\"message\":[[]]}}",
                "{\"error\":{\"code\":1e400,\"type\":false,\"message\":null}}",
                "{\"error\":{\"details\":{\"reason\":[\"a\",{\"reason\":\"b\"}]}}}",
                "{\"error\":{\"message\":\"" + "x".repeat(60_000) + "\"}}",
                "{\"error\":{\"message\":\"line\\r\\nbreak: \\u0000\\u001b[31m\"}}",
                "{\"error\":\"{\\\"error\\\":\\\"{\\\\\\\"error\\\\\\\":1}\\\"}\"}",
                "{\"base_resp\":[]}",
                "{\"base_resp\":{\"status_code\":\"1004\"}}",
                "{\"base_resp\":{\"status_code\":99999999999999999999}}",
                "{\"base_resp\":{\"status_code\":1004.5,\"status_msg\":7}}",
                "{\"error\":{\"message\":\"a\"},\"error\":{\"message\":\"b\"}}",
                "{\"" + "k".repeat(60_000) + "\":1}",
                "[".repeat(LONGEST),
                "{\"error\":".repeat(LONGEST / 9),
                "[{\"error\":".repeat(LONGEST / 10),
                "{\"error\":{\"details\":" + "[".repeat(30_000),
                "<html><body>\"error\"</body></html>",
                "data: {\"error\":{}}\n\n",
                "[DONE]",
                "\uFEFF{\"error\":{\"code\":\"x\"}}",
                "{'error':{'code':'x'}}",
                "{\"error\":{\"code\":\"x\",}}",
                "/* \"error\" */ {\"error\":NaN}");
    }

    private static Stream<byte[]> binaries() {
        byte[] noise = new byte[LONGEST];
        new Random(20_817).nextBytes(noise);
        byte[] quotedNoise = noise.clone();
        byte[] start = "{\"error\":{\"message\":\"".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(start, 0, quotedNoise, 0, start.length);
        byte[] badUtf8 = "{\"error\":{\"message\":\"??\"}}".getBytes(StandardCharsets.US_ASCII);
        badUtf8[21] = (byte) 0xc3;
        badUtf8[22] = (byte) 0x28;
        return Stream.of(
                noise,
                quotedNoise,
                badUtf8,
                new byte[LONGEST],
                "{\"error\":{\"code\":\"x\"}}".getBytes(StandardCharsets.UTF_16LE),
                new byte[] {(byte) 0xff, (byte) 0xfe, 0x22},
                new byte[] {0x1f, (byte) 0x8b, 0x08, 0, 0});
    }
}
