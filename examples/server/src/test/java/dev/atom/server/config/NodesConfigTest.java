package dev.atom.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.atom.core.node.GatewayPolls;
import dev.atom.core.node.NodeProviderConfig;
import dev.atom.spi.AtomException;
import dev.atom.spi.node.OwnerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodesConfigTest {
    @TempDir
    Path directory;

    @Test
    void readsNodeProvidersAndTakesTheirTokenFromTheEnvironmentOnly() throws IOException {
        Path file = Files.writeString(
                directory.resolve("nodes.yaml"), "nodes: {owner: acme-prod, providers: {fly: {org: acme}}}");

        var nodes = ServerConfig.load(
                        Optional.of(file), Map.of("FLY_API_TOKEN", "canary-token", "FLY_APP_NAME_PREFIX", "acme-box"))
                .nodes();

        assertThat(nodes.settings().owner()).contains(new OwnerId("acme-prod"));
        assertThat(nodes.settings().providers())
                .containsExactly(new NodeProviderConfig(
                        "fly", "fly", Map.of("org", "acme", "token", "canary-token", "app_name_prefix", "acme-box")));
        assertThat(nodes.toString()).doesNotContain("canary-token");
    }

    @Test
    void refusesANodeProvidersTokenInTheFileAndAnOwnerThatIsNone() throws IOException {
        Path file = Files.writeString(
                directory.resolve("nodes.yaml"), "nodes: {owner: Acme_, providers: {fly: {token: canary-token}}}");

        assertThatThrownBy(() -> ServerConfig.load(Optional.of(file), Map.of()))
                .isInstanceOf(AtomException.class)
                .hasMessageContaining("nodes.owner is not an owner id")
                .hasMessageContaining("nodes.providers.fly.token is a secret and must not be in the file")
                .hasMessageNotContaining("canary");
    }

    @Test
    void readsEveryInstanceOfGuacamoleAndTakesItsPasswordFromTheEnvironmentOnly() throws IOException {
        var guacamole = load("""
                        nodes: {guacamole: {base_url: [https://a.example/guacamole, https://b.example/g], user: atom,
                          data_source: postgresql, interval_seconds: 10, missed_polls: 5}}
                        """, Map.of("ATOM_NODES_GUACAMOLE_PASSWORD", "canary-password"))
                .nodes()
                .guacamole()
                .orElseThrow();

        assertThat(guacamole.instances())
                .extracting(one -> one.required("base_url"), one -> one.required("password"))
                .containsExactly(
                        tuple("https://a.example/guacamole", "canary-password"),
                        tuple("https://b.example/g", "canary-password"));
        assertThat(guacamole.polls()).isEqualTo(new GatewayPolls(Duration.ofSeconds(10), 5));
        assertThat(guacamole.toString()).doesNotContain("canary");
    }

    @Test
    void refusesAGuacamoleThatCannotBeAsked() throws IOException {
        assertThatThrownBy(() -> load("nodes: {guacamole: {user: atom}}", Map.of()))
                .hasMessageContaining("nodes.guacamole is set without its base_url");
        assertThatThrownBy(() -> load("nodes: {guacamole: {base_url: https://x, user: atom}}", Map.of()))
                .hasMessageContaining("nodes.guacamole.password is missing: set ATOM_NODES_GUACAMOLE_PASSWORD");
        assertThatThrownBy(() -> load(
                        "nodes: {guacamole: {base_url: http://desk.example, password: canary-x, missed_polls: 1}}",
                        Map.of("ATOM_NODES_GUACAMOLE_PASSWORD", "canary-y")))
                .hasMessageContaining("nodes.guacamole.password is a secret and must not be in the file")
                .hasMessageContaining("nodes.guacamole.base_url would send keys to desk.example in plain text")
                .hasMessageContaining("nodes.guacamole.missed_polls is out of range")
                .hasMessageNotContaining("canary");
    }

    private ServerConfig load(String yaml, Map<String, String> environment) throws IOException {
        return new ConfigDirectory(directory).load(yaml, environment);
    }
}
