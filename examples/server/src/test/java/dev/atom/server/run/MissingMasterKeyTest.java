package dev.atom.server.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.Atom;
import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.DatabaseSettings;
import dev.atom.core.db.Login;
import dev.atom.core.db.TestDatabase;
import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.NewTenant;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.Tenant;
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.server.config.DatabaseConfig;
import dev.atom.server.config.ServerConfig;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissingMasterKeyTest {
    private static final Actor TEST = Actor.process("test");
    private static final String HOW_TO_MAKE_ONE = "make a key with `openssl rand -base64 32`";

    @TempDir
    private Path directory;

    @Test
    void namesTheMasterKeyThatTheStoredKeysNeedUntilThereAreNone() {
        try (TestDatabase database = TestDatabase.fresh();
                MasterKeyWrapper masterKey = masterKey(1);
                Atom atom = open(database, masterKey)) {
            assertRefused(external(database.settings())).hasMessageContaining(HOW_TO_MAKE_ONE);
            Tenant acme = storeKeyOf("acme", atom);
            assertRefused(external(database.settings()))
                    .hasMessageContaining("the stored keys need master key " + masterKey.currentKeyId())
                    .hasMessageContaining("set it to the key that has this id")
                    .hasMessageNotContaining(HOW_TO_MAKE_ONE);
            var unused = atom.tenants().delete(TEST, acme.id());
            assertRefused(external(database.settings())).hasMessageContaining(HOW_TO_MAKE_ONE);
        }
    }

    @Test
    void namesBothMasterKeysWhileTheChangeOfOneIsNotFinished() {
        try (TestDatabase database = TestDatabase.fresh();
                MasterKeyWrapper former = masterKey(1);
                MasterKeyWrapper present = masterKey(2, 1)) {
            try (Atom atom = open(database, former)) {
                storeKeyOf("acme", atom);
            }
            try (Atom atom = open(database, present)) {
                storeKeyOf("globex", atom);
                assertRefused(external(database.settings()))
                        .hasMessageContaining("the stored keys need the master keys ")
                        .hasMessageContaining(former.currentKeyId())
                        .hasMessageContaining(present.currentKeyId())
                        .hasMessageContaining("ATOM_MASTER_KEY_PREVIOUS to the others that have these ids")
                        .hasMessageContaining("vault rewrap")
                        .hasMessageNotContaining(HOW_TO_MAKE_ONE);
                atom.vault().rewrap(TEST);
                assertRefused(external(database.settings()))
                        .hasMessageContaining("need master key " + present.currentKeyId())
                        .hasMessageNotContaining(former.currentKeyId());
            }
        }
    }

    /** The refusal migrated the database, under the version before, which was still at work. */
    @Test
    void leavesADatabaseThatWouldHaveToBeMigratedAsItIs() throws Exception {
        try (TestDatabase database = TestDatabase.fresh();
                MasterKeyWrapper masterKey = masterKey(1)) {
            try (Atom atom = open(database, masterKey)) {
                storeKeyOf("acme", atom);
            }
            database.asSuperuser("alter table databasechangelog rename to of_another_version");
            assertRefused(external(database.settings())).hasMessageContaining(masterKey.currentKeyId());
            assertThat(tables(database, "databasechangelog")).isZero();

            database.asSuperuser("drop schema public cascade; create schema public authorization atom_owner");
            assertRefused(external(database.settings())).hasMessageContaining(HOW_TO_MAKE_ONE);
            assertThat(tables(database, "%")).isZero();
        }
    }

    @Test
    void saysHowToMakeOneWhenTheDatabaseCannotBeReached() {
        Login login = Login.of("atom_owner", "secret");
        assertRefused(external(DatabaseSettings.at("jdbc:postgresql://127.0.0.1:1/atom")
                        .owner(login)
                        .app(login)
                        .system(login)
                        .build()))
                .hasMessageContaining(HOW_TO_MAKE_ONE);
    }

    @Test
    void makesNoDatabaseToSayThatThereIsNone() {
        Path never = directory.resolve("data");

        assertRefused(new DatabaseConfig(never, Optional.empty())).hasMessageContaining(HOW_TO_MAKE_ONE);

        assertThat(never).doesNotExist();
    }

    /** As a mounted volume's: the refusal made a database in it. */
    @Test
    void leavesAnEmptyDirectoryEmpty() {
        assertRefused(new DatabaseConfig(directory, Optional.empty())).hasMessageContaining(HOW_TO_MAKE_ONE);

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void namesTheMasterKeyThatAnEmbeddedDatabaseNeeds() {
        try (MasterKeyWrapper masterKey = masterKey(1)) {
            try (Atom atom = Atom.builder()
                    .embeddedDatabase(directory)
                    .keyWrapper(masterKey)
                    .open()) {
                storeKeyOf("acme", atom);
            }
            assertRefused(new DatabaseConfig(directory, Optional.empty()))
                    .hasMessageContaining("the stored keys need master key " + masterKey.currentKeyId());
        }
    }

    private static Atom open(TestDatabase database, MasterKeyWrapper masterKey) {
        return Atom.builder()
                .database(database.settings())
                .keyWrapper(masterKey)
                .open();
    }

    private static MasterKeyWrapper masterKey(int current, int... previous) {
        List<Secret> former =
                IntStream.of(previous).mapToObj(MissingMasterKeyTest::key).toList();
        return MasterKeyWrapper.of(key(current), former, new SecureRandom());
    }

    private static Secret key(int number) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) number);
        return Secret.copyOf(bytes);
    }

    private static Tenant storeKeyOf(String slug, Atom atom) {
        Tenant tenant = atom.tenants().create(TEST, new NewTenant(new Slug(slug), slug, Plan.FREE, AiMode.BYOK));
        try (Secret value = Secret.of("sk-0123456789abcdef")) {
            atom.vault().put(Caller.process(tenant.id(), "test"), new KeyName("openai"), value, Optional.empty());
        }
        return tenant;
    }

    private static int tables(TestDatabase database, String like) throws SQLException {
        try (Connection connection = database.superuser().getConnection();
                PreparedStatement count = connection.prepareStatement(
                        "select count(*) from pg_tables where schemaname = 'public' and tablename like ?")) {
            count.setString(1, like);
            try (ResultSet row = count.executeQuery()) {
                assertThat(row.next()).isTrue();
                return row.getInt(1);
            }
        }
    }

    private static DatabaseConfig external(DatabaseSettings settings) {
        return new DatabaseConfig(Path.of("unused"), Optional.of(settings));
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(DatabaseConfig database) {
        ServerConfig usual = ServerConfig.load(Optional.empty(), Map.of());
        ServerConfig config = new ServerConfig(
                usual.server(),
                database,
                usual.vault(),
                usual.auth(),
                usual.llm(),
                usual.keys(),
                usual.limits(),
                usual.audit(),
                usual.nodes(),
                usual.metrics(),
                usual.log());
        return assertThatThrownBy(() -> ConfiguredAtom.openForOneCommand(config))
                .isInstanceOfSatisfying(AtomException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.VALIDATION_ERROR))
                .hasMessageContaining("ATOM_MASTER_KEY is missing");
    }
}
