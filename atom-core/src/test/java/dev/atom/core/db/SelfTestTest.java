package dev.atom.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelfTestTest {
    private TestDatabase db;

    @BeforeEach
    void open() {
        db = TestDatabase.fresh();
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void acceptsWhatTheMigrationsMade() {
        assertThatCode(() -> SelfTest.run(db.settings())).doesNotThrowAnyException();
    }

    @Test
    void refusesASuperuser() {
        assertRefuses(withApp(TestDatabase.superuserLogin()), "atom_superuser is a superuser");
    }

    @Test
    void refusesTheOwner() {
        assertRefuses(withApp(db.settings().owner()), "atom_owner owns tenant tables");
    }

    @Test
    void refusesAMemberOfTheOwner() {
        assertRefuses(
                withApp(newRole("nobypassrls", "atom_app, atom_owner")),
                "is a member of atom_owner, which owns tenant tables");
    }

    @ParameterizedTest
    @CsvSource({"bypassrls, has BYPASSRLS", "createrole, has CREATEROLE"})
    void refusesARoleThatCouldSeePastTheRules(String attribute, String complaint) {
        assertRefuses(withApp(newRole(attribute, "atom_app")), complaint);
    }

    @Test
    void refusesARoleThatIsNotAtomApp() {
        assertRefuses(withApp(newRole("nobypassrls", "pg_monitor")), "does not inherit from atom_app");
    }

    @Test
    void acceptsARoleThatInheritsFromAtomApp() {
        DatabaseSettings settings = withApp(newRole("nobypassrls", "atom_app"));
        assertThatCode(() -> SelfTest.run(settings)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table workspaces no force row level security | table workspaces lacks row-level security",
                "alter table api_keys disable row level security | table api_keys lacks row-level security",
                "drop policy workspaces_app on workspaces | table workspaces has no policy for atom_app",
                "drop policy audit_log_system on audit_log | table audit_log has no policy for atom_system",
                "create policy open on workspaces to public using (true) | a policy that shows atom_app more than one",
                "create policy open on api_keys to atom_app using (false) with check (true) | more than one tenant",
                "create policy open on tenants to atom_app using (true) | table tenants shows rows to atom_app",
                "grant truncate on workspaces to atom_app | table workspaces may be truncated",
                "grant update on audit_log to atom_app | table audit_log may be truncated, or its log changed",
                "grant delete on audit_log to atom_system | by atom_system",
                "grant insert on audit_log to atom_app | table audit_log may be truncated, or its log changed",
                "grant update on audit_heads to atom_app | table audit_heads may be truncated, or its log changed",
                "grant insert on audit_cuts to atom_system | table audit_cuts may be truncated, or its log changed",
                "grant create on schema public to public | may create objects in schema public",
                "create table forgotten (tenant_id uuid) | table forgotten lacks row-level security",
                "create table forgotten (tenant_id uuid) | table forgotten has no policy for atom_app",
            })
    void refusesATableThatWouldNotKeepTenantsApart(String tampering, String complaint) {
        db.asSuperuser(tampering);
        assertRefuses(db.settings(), complaint);
    }

    @Test
    void refusesToOpenAndNotOnlyToTest() {
        db.asSuperuser("alter table workspaces no force row level security");
        assertThatThrownBy(() -> Database.open(db.settings()).close())
                .hasMessageStartingWith("ATOM refuses to start on this database: ");
    }

    @ParameterizedTest
    @ValueSource(ints = {120022, 130021, 140018, 150013, 160009, 170005})
    void refusesServersThatLeakRowsThroughStatistics(int version) {
        assertThat(SelfTest.isSafe(version)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {130022, 140019, 150014, 160010, 170006, 180000, 190001})
    void acceptsServersWithTheFix(int version) {
        assertThat(SelfTest.isSafe(version)).isTrue();
    }

    private static Login newRole(String attribute, String memberOf) {
        String name = "role_" + UUID.randomUUID();
        TestDatabase.administer(
                "create role \"" + name + "\" login password 'pw' " + attribute + " in role " + memberOf);
        return Login.of(name, "pw");
    }

    private DatabaseSettings withApp(Login app) {
        DatabaseSettings settings = db.settings();
        return DatabaseSettings.at(settings.jdbcUrl())
                .owner(settings.owner())
                .app(app)
                .system(settings.system())
                .build();
    }

    private static void assertRefuses(DatabaseSettings settings, String complaint) {
        assertThatThrownBy(() -> SelfTest.run(settings)).isInstanceOfSatisfying(AtomException.class, failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.VALIDATION_ERROR);
            assertThat(failure).hasMessageContaining(complaint);
        });
    }
}
