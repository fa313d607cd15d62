package dev.atom.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private final Settings settings =
            Settings.of("llm.providers.acme", Map.of("base_url", " https://x ", "blank", "  ", "list", "a, ,b,,c "));

    @Test
    void stripsTextAndTakesBlankForUnset() {
        assertThat(settings.text("base_url")).hasValue("https://x");
        assertThat(settings.text("blank")).isEmpty();
        assertThat(settings.text("absent")).isEmpty();
    }

    @Test
    void namesTheSettingThatIsMissing() {
        assertThat(settings.required("base_url")).isEqualTo("https://x");
        for (String key : Set.of("blank", "absent")) {
            assertThatThrownBy(() -> settings.required(key))
                    .isInstanceOfSatisfying(AtomException.class, refused -> assertThat(refused.code())
                            .isEqualTo(ErrorCode.VALIDATION_ERROR))
                    .hasMessage("llm.providers.acme." + key + " is missing: set it");
        }
    }

    @Test
    void splitsListsAndDropsEmptyParts() {
        assertThat(settings.list("list")).containsExactly("a", "b", "c");
        assertThat(settings.list("blank")).isEmpty();
        assertThat(settings.list("absent")).isEmpty();
    }

    @Test
    void refusesMisspeltKeysByNameWithoutTheirValues() {
        assertThatCode(() -> settings.allowOnly(Set.of("base_url", "blank", "list", "more")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> settings.allowOnly(Set.of("blank", "list")))
                .isInstanceOf(AtomException.class)
                .hasMessageContaining("[base_url]")
                .hasMessageContaining("llm.providers.acme")
                .hasMessageNotContaining("https://x");
    }

    @Test
    void doesNotChangeWithTheMapItWasMadeFrom() {
        Map<String, String> values = new HashMap<>(Map.of("a", "1"));
        Settings copied = Settings.of("s", values);
        values.put("a", "2");
        assertThat(copied.text("a")).hasValue("1");
    }
}
