package dev.atom.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {
    private static final Path PROGRAMS = Path.of("target", "test-postgres").toAbsolutePath();
    private static final String CONNECTION_FAILURE = "08006";
    private static final String ADMIN_SHUTDOWN = "57P01";

    @TempDir
    private Path parent;

    private Path directory;

    @BeforeEach
    void nameTheDirectoryWithSpaces() {
        directory = parent.resolve("data of atom");
    }

    @Test
    void keepsItsDataAndItsPasswordsAcrossARestart() throws Exception {
        String password;
        try (EmbeddedDatabase server = start()) {
            execute(server, "create table kept (id int); insert into kept values (7)");
            password = server.settings().app().passwordText();
        }
        try (EmbeddedDatabase server = start()) {
            assertThat(query(server, "select id from kept")).isEqualTo("7");
            assertThat(server.settings().app().passwordText()).isEqualTo(password);
        }
        assertThat(EmbeddedDatabase.isIn(directory)).isTrue();
    }

    @Test
    void isNotInADirectoryForThatIsThere() throws Exception {
        assertThat(EmbeddedDatabase.isIn(directory)).isFalse();
        Files.createDirectories(directory.resolve("cluster"));
        assertThat(EmbeddedDatabase.isIn(directory)).isFalse();
    }

    @Test
    void refusesADirectoryThatAnotherProcessUses() throws Exception {
        try (EmbeddedDatabase server = start();
                EmbeddedServerProcess second = EmbeddedServerProcess.on(directory, PROGRAMS)) {
            assertThat(second.said()).startsWith("CONFLICT the directory " + directory + " is in use by another ATOM");
            assertThatThrownBy(this::start)
                    .isInstanceOfSatisfying(AtomException.class, failure -> assertThat(failure.code())
                            .isEqualTo(ErrorCode.CONFLICT));
            assertThat(query(server, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void stopsTheServerThatAKilledProcessLeftAndKeepsWhatItCommitted() throws Exception {
        try (EmbeddedServerProcess first = EmbeddedServerProcess.on(directory, PROGRAMS);
                Connection old = Connections.open(first.said(), owner());
                Statement statement = old.createStatement()) {
            statement.execute("create table kept (id int); insert into kept values (7)");
            first.killWithItsWatch();
            statement.execute("insert into kept values (8)");
            try (EmbeddedDatabase server = start()) {
                assertThat(query(server, "select string_agg(id::text, ',' order by id) from kept"))
                        .isEqualTo("7,8");
                // Not a new connection: the server that was started may have got the port of the one that was stopped.
                assertThatThrownBy(() -> statement.execute("select 1"))
                        .isInstanceOfSatisfying(SQLException.class, failure -> assertThat(failure.getSQLState())
                                .isIn(ADMIN_SHUTDOWN, CONNECTION_FAILURE));
            }
        }
        assertThat(directory.resolve("cluster/postmaster.pid")).doesNotExist();
    }

    @Test
    void doesNotOutliveAKilledProcess() throws Exception {
        try (EmbeddedServerProcess first = EmbeddedServerProcess.on(directory, PROGRAMS);
                Connection connection = Connections.open(first.said(), owner());
                Statement statement = connection.createStatement()) {
            first.kill();
            assertThatThrownBy(() -> statement.execute("select pg_sleep(50)"))
                    .isInstanceOfSatisfying(SQLException.class, failure -> assertThat(failure.getSQLState())
                            .isEqualTo(ADMIN_SHUTDOWN));
        }
    }

    @Test
    void stopsWithTheProcessThatForgotToCloseIt() throws Exception {
        try (EmbeddedServerProcess first = EmbeddedServerProcess.on(directory, PROGRAMS);
                Connection connection = Connections.open(first.said(), owner());
                Statement statement = connection.createStatement()) {
            assertThat(first.endsWhenAskedTo()).isTrue();
            assertThatThrownBy(() -> statement.execute("select pg_sleep(50)"))
                    .isInstanceOfSatisfying(SQLException.class, failure -> assertThat(failure.getSQLState())
                            .isEqualTo(ADMIN_SHUTDOWN));
        }
    }

    @Test
    void startsAgainAfterAnInterruptedCreation() throws Exception {
        Files.createDirectories(directory.resolve("cluster.new").resolve("base"));
        try (EmbeddedDatabase server = start()) {
            assertThat(query(server, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void leavesAProcessAloneThatOnlyHasTheServersOldNumber() throws Exception {
        start().close();
        Path processId = directory.resolve("cluster/postmaster.pid");
        Files.writeString(processId, ProcessHandle.current().pid() + "\n");
        try (EmbeddedDatabase server = start()) {
            assertThat(query(server, "select 1")).isEqualTo("1");
        }
    }

    private EmbeddedDatabase start() {
        return EmbeddedDatabase.start(new EmbeddedOptions(directory, PROGRAMS, false));
    }

    private Login owner() throws IOException {
        return ClusterPasswords.read(directory).login(ClusterPasswords.OWNER);
    }

    private static void execute(EmbeddedDatabase server, String sql) throws SQLException {
        try (Connection connection = Connections.open(
                        server.settings().jdbcUrl(), server.settings().owner());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedDatabase server, String sql) throws SQLException {
        try (Connection connection = Connections.open(
                        server.settings().jdbcUrl(), server.settings().owner());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}
