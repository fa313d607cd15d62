package dev.atom.core.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AesGcmTest {
    private static final byte[] NOTHING = new byte[0];

    private final AesGcm aes = new AesGcm(new SecureRandom());

    @Test
    void judgesTheWycheproofVectorsAsTheySay() throws GeneralSecurityException {
        var vectors = Vectors.of("aes-256-gcm.txt");
        assertThat(vectors).hasSize(9);
        for (String[] vector : vectors) {
            byte[] key = Vectors.bytes(vector[2]);
            byte[] sealed = Vectors.bytes(vector[3] + vector[5] + vector[6]);
            if (vector[1].equals("valid")) {
                assertThat(aes.open(key, NOTHING, sealed)).isEqualTo(Vectors.bytes(vector[4]));
            } else {
                assertThatThrownBy(() -> aes.open(key, NOTHING, sealed))
                        .as("vector %s", vector[0])
                        .isInstanceOf(GeneralSecurityException.class);
            }
        }
    }

    @Test
    void opensWhatTinkSealsAndTheOtherWayRound() throws GeneralSecurityException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            byte[] key = bytes(random, 32);
            byte[] bound = bytes(random, random.nextInt(100));
            byte[] text = bytes(random, random.nextInt(9000));
            AesGcmJce tink = new AesGcmJce(key);
            assertThat(aes.open(key, bound, tink.encrypt(text, bound)))
                    .as("seed %d", seed)
                    .isEqualTo(text);
            assertThat(tink.decrypt(aes.seal(key, bound, text), bound))
                    .as("seed %d", seed)
                    .isEqualTo(text);
        }
    }

    @Test
    void neverUsesANonceTwice() {
        Set<ByteBuffer> nonces = new HashSet<>();
        for (int round = 0; round < 2000; round++) {
            nonces.add(ByteBuffer.wrap(aes.seal(new byte[32], NOTHING, NOTHING), 0, AesGcm.NONCE_BYTES));
        }
        assertThat(nonces).hasSize(2000);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
