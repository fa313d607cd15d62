package dev.atom.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseRolesTest {
    @TempDir
    private static Path directory;

    private static EmbeddedDatabase server;

    @BeforeAll
    static void start() {
        Path programs = Path.of("target", "test-postgres").toAbsolutePath();
        server = EmbeddedDatabase.start(new EmbeddedOptions(directory, programs, false));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forgetAtomsRoles() throws SQLException {
        administer("postgres", "drop database atom with (force)");
        administer("postgres", "drop role if exists atom_app, atom_system");
        administer("postgres", "alter role atom_owner nocreaterole");
        administer("postgres", "create database atom owner atom_owner");
    }

    @Test
    void areCreatedByAnOwnerWhoMay() throws Exception {
        administer("postgres", "alter role atom_owner createrole");
        Database.open(server.settings()).close();
        Database.open(server.settings()).close();
    }

    @Test
    void areAskedForByAnOwnerWhoMayNotAndMadeByTheSqlForAdministrators() throws Exception {
        DatabaseSettings settings = server.settings();
        assertThatThrownBy(() -> Database.open(settings).close())
                .isInstanceOf(AtomException.class)
                .hasMessageContaining("roles [atom_app, atom_system] are missing and atom_owner may not create them")
                .hasMessageContaining("./atom db roles");

        administer("atom", withPasswords(DatabaseRoles.sql(settings), settings));
        Database.open(settings).close();
    }

    @Test
    void mayHaveOtherNames() throws Exception {
        DatabaseSettings settings = DatabaseSettings.at(server.settings().jdbcUrl())
                .owner(server.settings().owner())
                .app(Login.of("app of \"acme\"'s", "one"))
                .system(Login.of("system_of_acme", "two"))
                .build();
        administer("atom", withPasswords(DatabaseRoles.sql(settings), settings));
        Database.open(settings).close();
    }

    @Test
    void printNoPassword() {
        DatabaseSettings settings = server.settings();
        assertThat(DatabaseRoles.sql(settings))
                .doesNotContain(settings.owner().passwordText())
                .doesNotContain(settings.app().passwordText())
                .contains("'<password of atom_app>'");
    }

    private static String withPasswords(String sql, DatabaseSettings settings) {
        String filled = sql;
        for (Login login : new Login[] {settings.owner(), settings.app(), settings.system()}) {
            filled = filled.replace("<password of " + login.user().replace("'", "''") + ">", login.passwordText());
        }
        return filled;
    }

    private static void administer(String database, String sql) throws SQLException {
        try (Connection connection = Connections.open(server.url(database), server.superuser());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
