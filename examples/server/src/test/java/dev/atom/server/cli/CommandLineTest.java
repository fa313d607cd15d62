package dev.atom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.audit.Caller;
import dev.atom.core.db.EmbeddedDatabase;
import dev.atom.core.db.Login;
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.server.config.ServerConfig;
import dev.atom.server.run.ConfiguredAtom;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class CommandLineTest {
    private static final String MASTER_KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void listsItsCommands() {
        assertThat(run("help")).isZero();

        assertThat(out())
                .contains("./atom serve", "./atom demo", "./atom bootstrap", "./atom db roles", "./atom keys issue");
    }

    @Test
    void reapsWithoutADatabaseAndAsksForTheOwner() throws Exception {
        Path file = Files.writeString(
                directory.resolve("atom.yaml"),
                "nodes: {providers: {local: {type: local-process, state_directory: " + directory.resolve("state")
                        + ", images: sleeper, image.sleeper: sleep 60}}}");

        assertThat(run("reap", "--config", file.toString())).isEqualTo(2);
        assertThat(run("reap", "--owner", "nobodys", "--config", file.toString()))
                .isZero();

        assertThat(err()).contains("--owner is missing");
        assertThat(out()).contains("local (dry_run): 0 nodes, 0 without a claim");
    }

    @Test
    void showsTheHelpWhenNothingIsAsked() {
        assertThat(run()).isEqualTo(2);

        assertThat(err()).contains("./atom serve");
    }

    @Test
    void guessesAMisspeltCommand() {
        assertThat(run("serv")).isEqualTo(2);

        assertThat(err()).contains("there is no command serv, did you mean serve?");
    }

    @Test
    void refusesOptionsItDoesNotKnow() {
        assertThat(run("serve", "--confg", "x")).isEqualTo(2);

        assertThat(err())
                .contains("there is no option --confg, did you mean --config?")
                .contains("usage: ./atom serve [--config atom.yaml]");
    }

    @Test
    void refusesMissingAndRepeatedValues() {
        assertThat(run("serve", "--config")).isEqualTo(2);
        assertThat(run("serve", "--config=a", "--config", "b")).isEqualTo(2);
        assertThat(run("keys", "issue", "--tenant", "acme")).isEqualTo(2);
        assertThat(run("bootstrap", "now")).isEqualTo(2);

        assertThat(err())
                .contains("--config needs a value")
                .contains("--config is given twice")
                .contains("--device is missing")
                .contains("unexpected word now");
    }

    @Test
    void tellsWhatIsWrongWithTheConfigurationInAFewLinesAndWithoutAStackTrace() throws Exception {
        Path file = Files.writeString(directory.resolve("atom.yaml"), "server: {prot: 1}");

        assertThat(run("serve", "--config", file.toString())).isEqualTo(1);

        assertThat(err())
                .contains("atom serve: the configuration has 1 problem:")
                .contains("server.prot is not a setting, did you mean server.port?")
                .doesNotContain("\tat ");
    }

    @Test
    void printsAStackTraceOnlyForDebugging() {
        assertThat(run(Map.of("LOG_LEVEL", "DEBUG"), "serve")).isEqualTo(1);

        assertThat(err()).contains("\tat dev.atom.server");
    }

    @Test
    void refusesToServeWithoutAMasterKey() {
        assertThat(run("serve")).isEqualTo(1);

        assertThat(err()).contains("ATOM_MASTER_KEY is missing: make a key with `openssl rand -base64 32`");
    }

    @Test
    void printsTheRolesForADatabaseAdministrator() {
        assertThat(run("db", "roles")).isZero();

        assertThat(out()).contains("atom_owner", "atom_app", "atom_system");
    }

    @Test
    void createsThePlatformsKeyOnceAndKeysOfTenantsThatExist() throws SQLException {
        Map<String, String> environment = Map.of(
                "ATOM_MASTER_KEY",
                MASTER_KEY,
                "ATOM_DATABASE_DATA_DIR",
                directory.resolve("data").toString());

        assertThat(run(environment, "bootstrap", "--user", "root")).isZero();
        assertThat(out()).matches("[a-z0-9-]{24}\\R");
        assertThat(err()).contains("This password of root in tenant platform is shown once");

        assertThat(run(environment, "bootstrap")).isEqualTo(1);
        assertThat(err()).contains("the platform already has an active administrator");

        assertThat(run(environment, "bootstrap", "--key")).isZero();
        assertThat(out()).matches("[a-z0-9-]{24}\\Ratom_dk_[0-9a-f-]{36}\\R");
        assertThat(err()).contains("This key is shown once");

        assertThat(run(environment, "bootstrap", "--key")).isEqualTo(1);
        assertThat(err()).contains("the platform already has a live key");

        assertThat(run(environment, "keys", "issue", "--tenant", "nobody", "--device", "laptop"))
                .isEqualTo(1);
        assertThat(err()).contains("there is no tenant with the slug nobody");

        assertThat(run(environment, "vault", "rewrap")).isZero();
        assertThat(out()).contains("data keys rewrapped: 0");

        assertThat(run(environment, "keys", "backfill")).isZero();
        assertThat(err()).contains("keys issued: 1; each was shown once");
        Matcher issued =
                Pattern.compile("platform root (atom_dk_[0-9a-f-]{36})\\R").matcher(out());
        assertThat(issued.find()).isTrue();
        try (ConfiguredAtom opened =
                ConfiguredAtom.openForOneCommand(ServerConfig.load(Optional.empty(), environment))) {
            assertThat(opened.atom().resolver().standing(issued.group(1))).isPresent();
            storePlatformsKey(opened);
        }
        Map<String, String> withoutKey = Map.of("ATOM_DATABASE_DATA_DIR", environment.get("ATOM_DATABASE_DATA_DIR"));
        assertThat(run(withoutKey, "serve")).isEqualTo(1);
        assertThat(err())
                .contains("atom serve: ATOM_MASTER_KEY is missing: the stored keys need master key " + masterKeyId());
        assertThat(run(environment, "keys", "backfill")).isZero();
        assertThat(err()).contains("keys issued: 0");

        assertThat(run(environment, "audit", "verify")).isZero();
        assertThat(out()).contains("ok     00000000-0000-0000-0000-000000000001 rows 1 to ", "anchors agree");
        assertThat(directory.resolve("data").resolve("audit-anchors")).isNotEmptyFile();
        assertThat(run(environment, "audit", "verify", "--tenant", "nobody")).isEqualTo(1);

        asOwner("update audit_log set outcome = 'x' where seq = 2");
        assertThat(run(environment, "audit", "verify")).isEqualTo(1);
        assertThat(out()).contains("BROKEN 00000000-0000-0000-0000-000000000001 at row 2: ");
    }

    private static void storePlatformsKey(ConfiguredAtom opened) {
        try (Secret value = Secret.of("sk-platform-0123456789")) {
            opened.atom()
                    .vault()
                    .put(Caller.process(TenantId.PLATFORM, "test"), new KeyName("openai"), value, Optional.empty());
        }
    }

    private static String masterKeyId() {
        Map<String, String> environment = Map.of("ATOM_MASTER_KEY", MASTER_KEY);
        try (MasterKeyWrapper masterKey = MasterKeyWrapper.fromEnvironment(environment, new SecureRandom())
                .orElseThrow()) {
            return masterKey.currentKeyId();
        }
    }

    /** What whoever has the owner's password can do. */
    private void asOwner(String sql) throws SQLException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory.resolve("data"))) {
            Login owner = database.settings().owner();
            String password = owner.password().use(bytes -> new String(bytes, StandardCharsets.UTF_8));
            try (Connection connection =
                            DriverManager.getConnection(database.settings().jdbcUrl(), owner.user(), password);
                    Statement statement = connection.createStatement()) {
                statement.execute("alter table audit_log no force row level security");
                assertThat(statement.executeUpdate(sql)).isEqualTo(1);
                statement.execute("alter table audit_log force row level security");
            }
        }
    }

    private int run(String... words) {
        return run(Map.of(), words);
    }

    private int run(Map<String, String> environment, String... words) {
        Console console = new Console(stream(out), stream(err), environment);
        return new CommandLine(console).run(List.of(words));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
