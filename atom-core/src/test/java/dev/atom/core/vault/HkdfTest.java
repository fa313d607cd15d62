package dev.atom.core.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.GeneralSecurityException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HkdfTest {
    private final Hkdf hkdf = new Hkdf();

    @Test
    void givesWhatTheWycheproofVectorsSay() {
        var vectors = Vectors.of("hkdf-sha512.txt");
        assertThat(vectors).hasSize(11);
        for (String[] vector : vectors) {
            byte[] expected = Vectors.bytes(vector[4]);
            assertThat(hkdf.derive(
                            Vectors.bytes(vector[1]),
                            Vectors.bytes(vector[2]),
                            Vectors.bytes(vector[3]),
                            expected.length))
                    .as("vector %s", vector[0])
                    .isEqualTo(expected);
        }
    }

    @Test
    void agreesWithTinkOnRandomInput() throws GeneralSecurityException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            byte[] key = bytes(random, 1 + random.nextInt(80));
            byte[] salt = bytes(random, random.nextInt(80));
            byte[] info = bytes(random, random.nextInt(200));
            int length = 1 + random.nextInt(300);
            assertThat(hkdf.derive(key, salt, info, length))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(com.google.crypto.tink.subtle.Hkdf.computeHkdf("HmacSha512", key, salt, info, length));
        }
    }

    @Test
    void refusesMoreThanTheStandardAllows() {
        assertThat(hkdf.derive(new byte[32], new byte[0], new byte[0], 16_320)).hasSize(16_320);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hkdf.derive(new byte[32], new byte[0], new byte[0], 16_321));
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
