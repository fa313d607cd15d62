package dev.atom.core.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyMaskTest {
    @Test
    void showsAKnownPrefixAndTheLastFourCharacters() {
        assertThat(mask("sk-0123456789012345678901234abcd")).isEqualTo("sk-…abcd");
        assertThat(mask("AIzaSyA0123456789012345678901234wxyz")).isEqualTo("AIza…wxyz");
        assertThat(mask("unknown-0123456789012345678901234abcd")).isEqualTo("…abcd");
    }

    @Test
    void showsNothingOfAShortValue() {
        assertThat(mask("sk-0123456789ab")).isEqualTo("…");
        assertThat(mask("x")).isEqualTo("…");
        assertThat(mask("sk-0123456789abc")).isEqualTo("…9abc");
    }

    @Test
    void neverShowsMoreThanAQuarter() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] starts = {"", "sk-", "AIza", "nvapi-", "pplx-"};
        for (int round = 0; round < 3000; round++) {
            StringBuilder value = new StringBuilder(starts[random.nextInt(starts.length)]);
            int length = 1 + random.nextInt(80);
            while (value.length() < length) {
                value.append((char) (0x21 + random.nextInt(94)));
            }
            int shown = mask(value.toString()).length() - 1;
            assertThat(4 * shown).as("seed %d of %d", seed, value.length()).isLessThanOrEqualTo(value.length());
        }
    }

    private static String mask(String value) {
        return KeyMask.of(value.getBytes(StandardCharsets.ISO_8859_1));
    }
}
