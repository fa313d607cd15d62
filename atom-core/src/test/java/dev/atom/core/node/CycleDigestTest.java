package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CycleDigestTest {
    @Test
    void isTheSha256OfEveryFieldAfterItsLengthHoweverTheyAreGathered() throws Exception {
        List<String> fields = new ArrayList<>();
        for (int length : new int[] {0, 1, 4087, 4088, 4089, 4091, 4092, 4093, 4096, 10_000, 0, 3, 4081, 7}) {
            fields.add("x".repeat(length));
            assertThat(CycleDigest.of(fields)).as("%s", fields.size()).isEqualTo(plain(fields));
        }
        for (int i = 0; i < 3_000; i++) {
            fields.add("node-é-" + i);
        }
        assertThat(CycleDigest.of(fields)).isEqualTo(plain(fields));
    }

    @Test
    void tellsFieldsApartThatReadAlike() {
        assertThat(CycleDigest.of(List.of("ab", "c"))).isNotEqualTo(CycleDigest.of(List.of("a", "bc")));
    }

    private static byte[] plain(List<String> fields) throws Exception {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        for (String field : fields) {
            byte[] text = field.getBytes(StandardCharsets.UTF_8);
            out.writeInt(text.length);
            out.write(text);
        }
        return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
    }
}
