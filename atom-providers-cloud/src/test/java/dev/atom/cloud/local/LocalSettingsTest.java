package dev.atom.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalSettingsTest {
    private static final Map<String, String> LEAST = Map.of(
            "state_directory", "/var/lib/atom", "images", "desktop", "image.desktop", "/usr/bin/vnc  -geometry 8x6");

    @Test
    void readsAProgramAndItsArgumentsWithoutAShell() {
        LocalSettings read = LocalSettings.read(Settings.of("nodes.local", LEAST));
        assertThat(read.images()).containsEntry("desktop", List.of("/usr/bin/vnc", "-geometry", "8x6"));
        assertThat(read.multiTenant()).isFalse();
        assertThat(read.host()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "state_directory, relative/path",
        "images, ''",
        "images, other",
        "multi_tenant, yes",
        "host, a/b",
        "cgroup, x",
        "image.typo, /bin/true"
    })
    void refusesWhatItCannotUse(String key, String value) {
        Map<String, String> settings = new HashMap<>(LEAST);
        settings.put(key, value);
        assertThatThrownBy(() -> LocalSettings.read(Settings.of("nodes.local", settings)))
                .isInstanceOf(AtomException.class)
                .hasMessageContaining("nodes.local");
    }
}
