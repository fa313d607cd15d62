package dev.atom.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.DatabaseSettings;
import dev.atom.core.db.TestDatabase;
import dev.atom.core.llm.ProviderConfig;
import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.NewTenant;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.Tenant;
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.ProviderContext;
import dev.atom.spi.Secret;
import dev.atom.spi.Settings;
import dev.atom.spi.llm.LlmProvider;
import dev.atom.spi.llm.LlmProviderFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AtomTest {
    private final TestDatabase database = TestDatabase.fresh();
    private final Set<Thread> before = Thread.getAllStackTraces().keySet();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void leavesNoThreadBehindAndClosesTwice() throws Exception {
        Atom atom = builder(database.settings()).open();
        useEverything(atom);

        atom.close();

        assertNothingIsLeft();
        assertThatCode(atom::close).doesNotThrowAnyException();
    }

    @Test
    void livesBesideAnotherInstanceThatClosesFirst() throws Exception {
        try (TestDatabase other = TestDatabase.fresh()) {
            Atom first = builder(database.settings()).open();
            try (Atom second = builder(other.settings()).open()) {
                Tenant tenant = useEverything(first);
                assertThatThrownBy(() -> second.tenants().get(tenant.id()))
                        .isInstanceOfSatisfying(AtomException.class, refused -> assertThat(refused.code())
                                .isEqualTo(ErrorCode.NOT_FOUND));

                first.close();

                second.checkReady();
                useEverything(second);
            } finally {
                first.close();
            }
        }
    }

    @Test
    void sharesADatabaseWithAnotherInstance() {
        try (Atom first = builder(database.settings()).open();
                Atom second = builder(database.settings()).open()) {
            Tenant tenant = useEverything(first);
            assertThat(open(second, tenant)).isEqualTo("sk-0123456789abcdef");
        }
    }

    @Test
    void closesWhatItOpenedWhenTheRestIsRefused() throws Exception {
        AtomBuilder unknown = builder(database.settings()).provider(ProviderConfig.of("nobody"));

        assertThatThrownBy(unknown::open)
                .isInstanceOfSatisfying(AtomException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.VALIDATION_ERROR));

        assertNothingIsLeft();
    }

    @Test
    void closesWhatItOpenedWhenAProviderJarCannotBeLoaded() throws Exception {
        AtomBuilder broken = builder(database.settings())
                .providerFactory(new BrokenFactory())
                .provider(ProviderConfig.of("broken"));

        assertThatThrownBy(broken::open).isInstanceOf(NoClassDefFoundError.class);

        assertNothingIsLeft();
    }

    @Test
    void failsWithoutADatabase() throws Exception {
        DatabaseSettings there = database.settings();
        DatabaseSettings gone = DatabaseSettings.at(there.jdbcUrl() + "_gone")
                .owner(there.owner())
                .app(there.app())
                .system(there.system())
                .build();

        assertThatThrownBy(builder(gone)::open).isInstanceOf(AtomException.class);

        assertNothingIsLeft();
    }

    @Test
    void refusesAMasterKeyThatTheDataDoesNotLieUnder() throws Exception {
        try (Atom atom = builder(database.settings()).open()) {
            useEverything(atom);
        }
        MasterKeyWrapper other = masterKey(1);

        assertThatThrownBy(builder(database.settings()).keyWrapper(other)::open)
                .isInstanceOfSatisfying(AtomException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.VALIDATION_ERROR))
                .hasMessageContaining("the stored keys need master key "
                        + masterKey(0).currentKeyId() + ", and configured are [" + other.currentKeyId() + "]");

        assertNothingIsLeft();
    }

    @Test
    void refusesAMasterKeyThatOnlyBearsTheRightName() throws Exception {
        try (Atom atom = builder(database.settings()).open()) {
            useEverything(atom);
        }
        MasterKeyWrapper other = masterKey(1);
        database.asSuperuser("update tenant_deks set kek_id = '" + other.currentKeyId() + "'");

        assertThatThrownBy(builder(database.settings()).keyWrapper(other)::open)
                .isInstanceOf(AtomException.class)
                .hasMessageContaining(other.currentKeyId() + " does not authenticate");

        assertNothingIsLeft();
    }

    @Test
    void needsADatabaseAndAMasterKey() {
        assertThatThrownBy(() -> builder(database.settings())
                        .embeddedDatabase(Path.of("unused"))
                        .open())
                .hasMessageContaining("exactly one of database");
        assertThatThrownBy(() -> Atom.builder().database(database.settings()).open())
                .hasMessageContaining("keyWrapper must be set");
    }

    private static AtomBuilder builder(DatabaseSettings settings) {
        return Atom.builder().database(settings).keyWrapper(masterKey(0));
    }

    private static MasterKeyWrapper masterKey(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return MasterKeyWrapper.of(Secret.copyOf(key), List.of(), new SecureRandom());
    }

    private static Tenant useEverything(Atom atom) {
        Slug slug = new Slug("acme");
        Tenant tenant =
                atom.tenants().create(Actor.process("test"), new NewTenant(slug, "Acme", Plan.FREE, AiMode.BYOK));
        try (Secret value = Secret.of("sk-0123456789abcdef")) {
            atom.vault().put(Caller.process(tenant.id(), "test"), new KeyName("openai"), value, Optional.empty());
        }
        assertThat(open(atom, tenant)).isEqualTo("sk-0123456789abcdef");
        return tenant;
    }

    private static String open(Atom atom, Tenant tenant) {
        try (var key = atom.vault()
                .open(Caller.process(tenant.id(), "test"), new KeyName("openai"), "test")
                .toCompletableFuture()
                .join()
                .orElseThrow()) {
            return key.secret().use(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /** Threads of this library and of the pools it makes; the test's own database has threads too. */
    private void assertNothingIsLeft() throws InterruptedException {
        Set<Thread> left = new HashSet<>(Thread.getAllStackTraces().keySet());
        left.removeAll(before);
        left.removeIf(thread -> thread.getName().startsWith("test-database")
                || thread.getName().startsWith("PostgreSQL-JDBC-Cleaner")
                || thread.getName().startsWith("ForkJoinPool"));
        for (Thread thread : left) {
            thread.join(Duration.ofSeconds(10).toMillis());
        }
        assertThat(left)
                .allSatisfy(thread ->
                        assertThat(thread.isAlive()).as(thread.getName()).isFalse());
    }

    /** A provider one of whose classes is missing. */
    private static final class BrokenFactory implements LlmProviderFactory {
        @Override
        public String type() {
            return "broken";
        }

        @Override
        public Set<String> hosts(Settings settings) {
            throw new NoClassDefFoundError("dev/example/Missing");
        }

        @Override
        public LlmProvider create(String id, Settings settings, ProviderContext context) {
            throw new AssertionError("not reached");
        }
    }
}
