package dev.atom.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyDigestTest {
    private static final String KEY = "atom_dk_00000000-0000-4000-8000-000000000000";

    @Test
    void isTheSha256OfThe44Characters() {
        // printf 'atom_dk_00000000-0000-4000-8000-000000000000' | sha256sum
        assertThat(HexFormat.of().formatHex(ApiKeyDigest.of(KEY).orElseThrow().bytes()))
                .isEqualTo("65efef3184dc09cb53794d33013e9e17699258abc341d9388de8f490b9b89dd0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "atom_dk_",
                "atom_dk_00000000-0000-4000-8000-00000000000",
                "atom_dk_00000000-0000-4000-8000-0000000000000",
                "atom_dk_00000000-0000-1000-8000-000000000000",
                "atom_dk_00000000-0000-4000-7000-000000000000",
                "atom_dk_00000000-0000-4000-c000-000000000000",
                "ATOM_DK_00000000-0000-4000-8000-000000000000",
                "atom_dk_0000000A-0000-4000-8000-000000000000",
                "atom_dk_0000000g-0000-4000-8000-000000000000",
                "atom_dk_00000000-0000-4000-8000-00000000000\n",
                "atom_dk_0000000０-0000-4000-8000-000000000000",
                "sk-0000000000000000000000000000000000000000000"
            })
    void nothingElseIsAKey(String text) {
        assertThat(ApiKeyDigest.of(text)).isEmpty();
    }

    @Test
    void theFormIsTheRuleWhateverStandsWhere() {
        Pattern rule = Pattern.compile("atom_dk_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        for (int at = 0; at < KEY.length(); at++) {
            for (char each = 0; each < 0x180; each++) {
                String text = KEY.substring(0, at) + each + KEY.substring(at + 1);
                assertThat(KeyFormat.UUID4.accepts(text))
                        .as(text)
                        .isEqualTo(rule.matcher(text).matches());
            }
        }
    }

    @Test
    void oneThatIsDrawnIsAccepted() {
        for (int drawn = 0; drawn < 100; drawn++) {
            assertThat(KeyFormat.UUID4.accepts(KeyFormat.UUID4.draw())).isTrue();
        }
    }

    @Test
    void everyWordTellsDigestsApart() {
        ApiKeyDigest digest = new ApiKeyDigest(1, 2, 3, 4);
        assertThat(digest).isEqualTo(new ApiKeyDigest(1, 2, 3, 4)).hasSameHashCodeAs(new ApiKeyDigest(1, 2, 3, 4));
        assertThat(List.of(
                        new ApiKeyDigest(0, 2, 3, 4),
                        new ApiKeyDigest(1, 0, 3, 4),
                        new ApiKeyDigest(1, 2, 0, 4),
                        new ApiKeyDigest(1, 2, 3, 0)))
                .doesNotContain(digest);
    }
}
