package dev.atom.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseSecurityTest {
    private static final Set<String> SET_BY_SHELLS = Set.of("PWD", "OLDPWD", "SHLVL", "_");

    @TempDir
    private static Path parent;

    private static Path directory;
    private static EmbeddedDatabase server;

    @BeforeAll
    static void startOnADirectoryThatIsOpenToAll() throws IOException {
        directory = Files.createDirectory(
                parent.resolve("data"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Path programs = Path.of("target", "test-postgres").toAbsolutePath();
        server = EmbeddedDatabase.start(new EmbeddedOptions(directory, programs, true));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void waitsForTheDisk() throws Exception {
        for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
            assertThat(query("show " + setting)).as(setting).isEqualTo("on");
        }
    }

    @Test
    void listensOnLoopbackOnlyAndOnNoUnixSocket() throws Exception {
        assertThat(query("show listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(query("show unix_socket_directories")).isEmpty();
    }

    @Test
    void letsNobodyInWithoutAPassword() throws Exception {
        assertThat(query("select string_agg(distinct auth_method, ',') from pg_hba_file_rules"))
                .isEqualTo("scram-sha-256");
        for (String role : List.of(server.superuser().user(), "atom_owner", "atom_app", "atom_system")) {
            assertRefused(server.url("postgres"), role, "");
            assertRefused(server.url("atom"), role, role);
        }
    }

    @Test
    void closesItsFilesToOtherUsers() throws Exception {
        assertThat(mode(directory)).isEqualTo("rwx------");
        assertThat(mode(directory.resolve("cluster"))).isEqualTo("rwx------");
        for (String file : List.of("passwords", "lock", "server.log", "cluster/pg_hba.conf")) {
            assertThat(mode(directory.resolve(file))).as(file).isEqualTo("rw-------");
        }
        assertThat(directory.resolve("initdb.password")).doesNotExist();
    }

    @Test
    void givesItsProcessesNothingOfThisOnesEnvironment() throws IOException {
        Set<String> secret = new TreeSet<>(System.getenv().keySet());
        secret.removeAll(BareEnvironment.KEPT);
        secret.removeIf(name -> name.startsWith("LC_") || name.startsWith("PG") || SET_BY_SHELLS.contains(name));
        assertThat(secret).isNotEmpty();
        List<Path> processes = ProcessHandle.current()
                .descendants()
                .map(process -> Path.of("/proc", Long.toString(process.pid()), "environ"))
                .filter(Files::isReadable)
                .toList();
        Path postmaster = Path.of(
                "/proc",
                Files.readAllLines(directory.resolve("cluster/postmaster.pid")).get(0),
                "environ");

        assertThat(processes).isNotEmpty();
        assertThat(Stream.concat(processes.stream(), Stream.of(postmaster)))
                .allSatisfy(file -> assertThat(names(file)).contains("LC_ALL").doesNotContainAnyElementsOf(secret));
    }

    private static List<String> names(Path environ) throws IOException {
        return Arrays.stream(
                        Files.readString(environ, StandardCharsets.ISO_8859_1).split("\0"))
                .map(line -> line.split("=", 2)[0])
                .toList();
    }

    @Test
    void givesAtomRolesThatMayDoNothingSpecial() throws Exception {
        assertThat(query("select count(*) from pg_roles where rolname in ('atom_owner', 'atom_app', 'atom_system')"
                        + " and not (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)"))
                .isEqualTo("3");
    }

    @Test
    void storesNoPasswordInItsLogNorInTheCatalog() throws Exception {
        String log = Files.readString(directory.resolve("server.log"));
        String catalog = query("select string_agg(rolpassword, ' ') from pg_authid where rolpassword is not null");
        for (Login login : List.of(
                server.superuser(), server.settings().owner(), server.settings().app())) {
            assertThat(log).doesNotContain(login.passwordText());
            assertThat(catalog).contains("SCRAM-SHA-256$").doesNotContain(login.passwordText());
        }
    }

    private static void assertRefused(String url, String user, String password) {
        assertThatThrownBy(() -> DriverManager.getConnection(url, user, password))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static String query(String sql) throws SQLException {
        try (Connection connection = Connections.open(server.url("postgres"), server.superuser());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}
