package dev.atom.server.config;

import static dev.atom.server.config.ConfigDirectory.PASSWORDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.audit.AuditSettings;
import dev.atom.core.audit.AuditSettings.Anchoring;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which database, and where its log is anchored. */
class DatabaseConfigTest {
    @TempDir
    Path directory;

    @Test
    void readsAnExternalDatabaseWithPasswordsFromTheEnvironmentAndFromFiles() throws IOException {
        Map<String, String> environment = new HashMap<>(PASSWORDS);
        environment.remove("ATOM_DATABASE_APP_PASSWORD");
        environment.put(
                "ATOM_DATABASE_APP_PASSWORD_FILE",
                new ConfigDirectory(directory)
                        .write("app-password", "from-a-file\n")
                        .toString());

        var database = load("database: {url: 'jdbc:postgresql://db/atom', app_user: shop}", environment)
                .database()
                .external()
                .orElseThrow();

        assertThat(database.jdbcUrl()).isEqualTo("jdbc:postgresql://db/atom");
        assertThat(database.owner().user()).isEqualTo("atom_owner");
        assertThat(database.app().user()).isEqualTo("shop");
        assertThat(database.app().password().<String>use(String::new)).isEqualTo("from-a-file");
    }

    @Test
    void demandsThePasswordsOfAnExternalDatabase() {
        assertThatThrownBy(() -> load("database: {url: 'jdbc:postgresql://db/atom'}", Map.of()))
                .hasMessageContaining("database.owner_password is missing: set ATOM_DATABASE_OWNER_PASSWORD or")
                .hasMessageContaining("database.app_password is missing")
                .hasMessageContaining("database.system_password is missing");
    }

    @Test
    void refusesCredentialsInTheDatabaseUrlWithoutRepeatingThem() {
        assertThatThrownBy(() -> load("database: {url: 'jdbc:postgresql://db/atom?password=canary'}", PASSWORDS))
                .hasMessageContaining("user or password")
                .hasMessageNotContaining("canary");
    }

    @Test
    void refusesTwoDatabases() {
        assertThatThrownBy(() -> load("database: {url: 'jdbc:postgresql://db/atom', data_dir: x}", PASSWORDS))
                .hasMessageContaining("both database.url and database.data_dir are set");
    }

    @Test
    void refusesASecretGivenTwice() throws IOException {
        Map<String, String> environment = new HashMap<>(PASSWORDS);
        environment.put(
                "ATOM_DATABASE_APP_PASSWORD_FILE",
                new ConfigDirectory(directory).write("p", "x").toString());

        assertThatThrownBy(() -> load("database: {url: 'jdbc:postgresql://db/atom'}", environment))
                .hasMessageContaining("both ATOM_DATABASE_APP_PASSWORD and ATOM_DATABASE_APP_PASSWORD_FILE are set");
    }

    @Test
    void anchorsTheAuditLogBesideAnEmbeddedDatabaseAndElsewhereOnlyWhereItIsTold() throws IOException {
        Path beside = Path.of("d", "audit-anchors");
        assertThat(load("database: {data_dir: d}", Map.of()).audit()).isEqualTo(AuditConfig.beside(Path.of("d")));
        assertThat(AuditConfig.beside(Path.of("d")).settings().anchors())
                .contains(new Anchoring(beside, Path.of("d", "audit-anchors.key"), Anchoring.USUAL));

        String external = "database: {url: 'jdbc:postgresql://db/atom'}\n";
        assertThat(load(external, PASSWORDS).audit().settings()).isEqualTo(AuditSettings.NONE);
        assertThat(load(external + "audit: {anchor_file: a, anchor_key_file: k, retention_days: 90}", PASSWORDS)
                        .audit()
                        .settings())
                .isEqualTo(new AuditSettings(
                        Optional.of(new Anchoring(Path.of("a"), Path.of("k"), Anchoring.USUAL)),
                        Optional.of(Duration.ofDays(90))));
        assertThatThrownBy(() -> load(external + "audit: {retention_days: 90}", PASSWORDS))
                .hasMessageContaining("audit.retention_days is wrong: audit retention needs anchors");
    }

    private ServerConfig load(String yaml, Map<String, String> environment) throws IOException {
        return new ConfigDirectory(directory).load(yaml, environment);
    }
}
