package dev.atom.cloud.fly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.Settings;
import dev.atom.spi.TenantId;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlySettingsTest {
    private static final Map<String, String> LEAST =
            Map.of("token", "FlyV1 fm2_lJPE,fm2_x", "org", "acme", "app_name_prefix", "atom");

    @Test
    void needsTokenOrganisationAndPrefixAndNothingElse() {
        FlySettings read = FlySettings.read(Settings.of("nodes.fly", LEAST));
        assertThat(read.hosts()).containsExactly("api.machines.dev");
        assertThat(read.perSecond()).isOne();
        assertThat(read.toString()).doesNotContain("fm2_");
        for (String key : LEAST.keySet()) {
            Map<String, String> without = new HashMap<>(LEAST);
            without.remove(key);
            assertThatThrownBy(() -> FlySettings.read(Settings.of("nodes.fly", without)))
                    .isInstanceOf(AtomException.class)
                    .hasMessageContaining("nodes.fly." + key);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\ny", "x\r\nHost: evil", "tökén", "x\u0000"})
    void refusesATokenNoHeaderCanCarryWithoutShowingIt(String token) {
        assertThatThrownBy(() -> read("token", token))
                .isInstanceOf(AtomException.class)
                .hasMessageContaining("nodes.fly.token")
                .hasMessageNotContaining(token);
    }

    @ParameterizedTest
    @CsvSource({
        "org, ../x",
        "org, a/b",
        "app_name_prefix, Atom",
        "app_name_prefix, abcdefghijklmnopqrstuvwxyzabcde",
        "app_name_prefix, atom-",
        "region, a?b",
        "cpu_kind, '\"'",
        "requests_per_second, 0",
        "requests_per_second, -1",
        "requests_per_second, 10000",
        "base_url, http://api.machines.dev",
        "base_url, ftp://api.machines.dev"
    })
    void refusesWhatWouldBendAnAddress(String key, String value) {
        assertThatThrownBy(() -> read(key, value))
                .isInstanceOf(AtomException.class)
                .hasMessageContaining("nodes.fly." + key);
    }

    @Test
    void knowsItsAppsByTheirNames() {
        FlySettings read = FlySettings.read(Settings.of("nodes.fly", LEAST));
        TenantId tenant = new TenantId(UUID.randomUUID());
        assertThat(read.tenant(read.app(tenant))).contains(tenant);
        String longest = FlySettings.read(Settings.of("nodes.fly", with("app_name_prefix", "a".repeat(30))))
                .app(tenant);
        assertThat(longest).hasSize(63);
        assertThat(read.tenant("atom-shop")).isEmpty();
        assertThat(read.tenant("x" + read.app(tenant))).isEmpty();
        assertThat(read.tenant(read.app(tenant) + "0")).isEmpty();
    }

    private static FlySettings read(String key, String value) {
        return FlySettings.read(Settings.of("nodes.fly", with(key, value)));
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> settings = new HashMap<>(LEAST);
        settings.put(key, value);
        return settings;
    }
}
