package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyHashTest {
    private static final UUID TENANT = new UUID(1, 2);

    private final KeyHash hash = new KeyHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    @Test
    void textsThatAreCutElsewhereAreOthers() {
        assertThat(Set.of(
                        hash.of(TENANT, "ab", "cdefghijklmnop"),
                        hash.of(TENANT, "abcdefgh", "ijklmnop"),
                        hash.of(TENANT, "abcdefghijklmnop", ""),
                        hash.of(TENANT, "", "abcdefghijklmnop"),
                        hash.of("", "abcdefghijklmnop"),
                        hash.of("abcdefgh", "ijklmnop")))
                .hasSize(6);
    }

    @Test
    void aCharacterCountsWithBothItsBytes() {
        assertThat(Set.of(
                        hash.of(TENANT, "kind", "customer"),
                        hash.of(TENANT, "kind", "custome\u0172"),
                        hash.of(TENANT, "kind", "custome\u0272"),
                        hash.of(TENANT, "kind", "customer\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001"),
                        hash.of(TENANT, "customer", "kind"),
                        hash.of(TENANT, "custome\u0172", "kind")))
                .hasSize(6);
    }

    @Test
    void noTwoOfManyNamesShareAHash() {
        Set<Long> seen = new HashSet<>();
        for (int name = 0; name < 100_000; name++) {
            seen.add(hash.of(TENANT, "user", "customer" + name));
        }
        assertThat(seen).hasSize(100_000);
    }

    @Test
    void everyCharacterOfEveryLengthCounts() {
        Set<Long> seen = new HashSet<>();
        int texts = 0;
        for (int length = 1; length <= 40; length++) {
            for (int at = 0; at < length; at++) {
                for (String each : List.of("a", "\u00e9", "\u4e2d")) {
                    seen.add(hash.of(TENANT, "user", "-".repeat(at) + each + "-".repeat(length - at - 1)));
                    texts++;
                }
            }
        }
        assertThat(seen).hasSize(texts);
    }

    @Test
    void anotherSecretIsAnotherHash() {
        assertThat(new KeyHash(1, 2).of(TENANT, "user", "one"))
                .isNotEqualTo(new KeyHash(1, 3).of(TENANT, "user", "one"));
    }
}
