package dev.atom.cloud.guacamole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.cloud.guacamole.GuacamoleFixture.Desk;
import dev.atom.spi.Settings;
import dev.atom.spi.node.GatewayLook;
import dev.atom.spi.node.GatewayLook.Seen;
import dev.atom.spi.node.Reason;
import dev.atom.spi.node.SessionId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuacamoleGatewayTest {
    private final GuacamoleFixture desks = new GuacamoleFixture();

    @AfterEach
    void stop() {
        desks.close();
    }

    @Test
    void seesWhoIsConnectedBySessionsInTheNamesOfConnections() {
        Desk used = desks.desk();
        Desk idle = desks.desk();
        desks.guacamole.open(used.connection());
        desks.guacamole.open(used.connection());
        desks.guacamole.open(desks.guacamole.connection("The printer's console"));

        assertThat(desks.look()).isEqualTo(new Seen(Set.of(used.session()), true));

        desks.guacamole.open(idle.connection());
        desks.guacamole.close(used.connection());
        assertThat(desks.look()).isEqualTo(new Seen(Set.of(idle.session()), true));
    }

    @Test
    void asksWithTheTokenInAHeaderAndTheNewestConnectionsLast() {
        desks.look();
        desks.look();

        assertThat(desks.asked())
                .startsWith(
                        "POST /guacamole/api/tokens",
                        "GET /guacamole/api/session/data/postgresql/activeConnections",
                        "GET /guacamole/api/session/data/postgresql/connections",
                        "GET /guacamole/api/session/data/postgresql/self/effectivePermissions",
                        "GET /guacamole/api/session/data/postgresql/activeConnections")
                .hasSize(7);
    }

    @Test
    void takesOnlyNamesThatEndInAWholeId() {
        UUID id = UUID.randomUUID();
        for (String name :
                new String[] {"x" + id, id + " desktop", id.toString().substring(1), "0" + id}) {
            desks.guacamole.open(desks.guacamole.connection(name));
        }
        assertThat(desks.look()).isEqualTo(new Seen(Set.of(), true));

        desks.guacamole.open(desks.guacamole.connection(id + " "));
        assertThat(desks.look()).isEqualTo(new Seen(Set.of(new SessionId(id)), true));
    }

    @Test
    void logsInAgainWhenTheTokenHasExpired() {
        Desk used = desks.desk();
        desks.guacamole.open(used.connection());
        desks.look();

        desks.guacamole.expireTokens();

        assertThat(desks.look()).isEqualTo(new Seen(Set.of(used.session()), true));
        assertThat(desks.asked().stream().filter(asked -> asked.contains("/api/tokens")))
                .hasSize(2);
    }

    @Test
    void stillKnowsAConnectionThatWasRemovedWhileSomebodyUsesIt() {
        Desk used = desks.desk();
        desks.guacamole.open(used.connection());
        desks.look();

        desks.guacamole.remove(used.connection());

        assertThat(desks.look()).isEqualTo(new Seen(Set.of(used.session()), true));
    }

    @Test
    void isNotCompleteForAUserWhoDoesNotSeeEverything() {
        Desk used = desks.desk();
        desks.guacamole.open(used.connection());
        desks.guacamole.administrator(false);

        assertThat(desks.look()).isEqualTo(new Seen(Set.of(used.session()), false));
    }

    @Test
    void doesNotHammerWithAPasswordThatIsRefused() {
        try (GuacamoleFixture wrong = new GuacamoleFixture(Map.of("password", "canary-wrong"))) {
            assertThat(wrong.failure()).isEqualTo(Reason.Kind.AUTHENTICATION);
            wrong.pass(Duration.ofMinutes(4));
            GatewayLook again = wrong.look();

            assertThat(wrong.asked()).hasSize(1);
            assertThat(again.toString()).contains("check user and password").doesNotContain("canary");

            wrong.pass(Duration.ofMinutes(2));
            wrong.look();
            assertThat(wrong.asked()).hasSize(2);
        }
    }

    @Test
    void refusesSettingsThatCannotBe() {
        assertThatThrownBy(() -> read(Map.of("user", "u", "password", "p")))
                .hasMessageContaining("base_url is missing");
        assertThatThrownBy(() -> read(Map.of("base_url", "http://desk.example", "user", "u", "password", "p")))
                .hasMessageContaining("in plain text");
        assertThatThrownBy(() ->
                        read(Map.of("base_url", "https://x", "user", "u", "password", "p", "data_source", "../tokens")))
                .hasMessageContaining("data_source is not one");
        assertThat(read(Map.of("base_url", "https://desk.example/guacamole", "user", "u", "password", "p")))
                .containsExactly("desk.example");
    }

    private static Set<String> read(Map<String, String> settings) {
        return GuacamoleGateway.hosts(Settings.of("nodes.guacamole", settings));
    }
}
