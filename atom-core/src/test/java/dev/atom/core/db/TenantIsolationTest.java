package dev.atom.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.TenantId;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Asks of every tenant table in the catalog, also of those written later, that it shows and gives one tenant its rows only. */
class TenantIsolationTest {
    private static final TenantId A = new TenantId(UUID.randomUUID());
    private static final TenantId B = new TenantId(UUID.randomUUID());

    private static TestDatabase db;
    private static Database onOneConnection;
    private static PlantedRows rows;

    @BeforeAll
    static void plantRowsOfBothTenants() {
        db = TestDatabase.fresh();
        rows = new PlantedRows(Jdbi.create(db.superuser()));
        rows.plant(List.of(A, B));
        onOneConnection = Database.openTested(DatabaseSettings.at(db.settings().jdbcUrl())
                .owner(db.settings().owner())
                .app(db.settings().app())
                .system(db.settings().system())
                .appPoolSize(1)
                .build());
    }

    @AfterAll
    static void close() {
        onOneConnection.close();
        db.close();
    }

    static List<PlantedRows.Table> tables() {
        return rows.tables();
    }

    @Test
    void findsTheTenantTables() {
        assertThat(tables())
                .extracting(PlantedRows.Table::name)
                .contains("tenants", "workspaces", "api_keys", "audit_log");
    }

    @ParameterizedTest
    @MethodSource("tables")
    void showsATenantItsOwnRowsOnlyAlsoOnAConnectionThatJustServedAnother(PlantedRows.Table table) {
        for (TenantId tenant : List.of(B, A, B)) {
            assertThat(tenantsSeen(tenant, table)).containsExactly(tenant.value());
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void showsNothingWithoutATenantAlsoAfterServingOne(PlantedRows.Table table) {
        assertThat(tenantsSeen(B, table)).hasSize(1);
        int seen = onOneConnection.tenants().withoutTenant(handle -> handle.select("select * from " + table.name())
                .mapToMap()
                .list()
                .size());
        assertThat(seen).isZero();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void refusesToInsertForAnotherTenant(PlantedRows.Table table) {
        assertThatThrownBy(() -> onOneConnection.tenants().run(A, handle -> rows.insert(handle, table, B)))
                .isInstanceOf(AtomException.class);
        assertThat(rows.count(table, B)).isEqualTo(1);
    }

    /** The tenant has one row in each table. */
    @ParameterizedTest
    @MethodSource("tables")
    void changesNoRowButItsOwnWhenTheSqlForgetsItsWhere(PlantedRows.Table table) {
        String key = table.key();
        assertThat(changed("delete from " + table.name())).isLessThanOrEqualTo(1);
        assertThat(changed("update " + table.name() + " set " + key + " = '" + A + "'"))
                .isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void changesNoRowThatItNamesAsAnothers(PlantedRows.Table table) {
        String key = table.key();
        String theirs = " where " + key + " = '" + B + "'";
        assertThat(changed("delete from " + table.name() + theirs)).isZero();
        assertThat(changed("update " + table.name() + " set " + key + " = " + key + theirs))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void mayNeitherEmptyATableNorLiftItsRules(PlantedRows.Table table) {
        assertRefused("truncate " + table.name() + " cascade");
        assertRefused("alter table " + table.name() + " no force row level security");
    }

    @ParameterizedTest
    @MethodSource("tables")
    void refusesToGiveARowToAnotherTenant(PlantedRows.Table table) {
        assertRefused("update " + table.name() + " set " + table.key() + " = '" + B + "'");
    }

    @ParameterizedTest
    @MethodSource("tables")
    void beginsEveryUniqueAndForeignKeyWithTheTenant(PlantedRows.Table table) {
        List<String> keys = rows.keysNotBeginningWithTheTenant(table);
        assertThat(keys).isSubsetOf("api_keys_key_hash", "tenants_slug_key");
    }

    @Test
    void lockTheAuditLogAgainstChange() {
        for (String sql : List.of("update audit_log set action = 'x'", "delete from audit_log", "truncate audit_log")) {
            assertThatThrownBy(() -> onOneConnection.tenants().run(A, handle -> handle.execute(sql)))
                    .as(sql)
                    .isInstanceOf(AtomException.class)
                    .hasMessageContaining("42501");
            assertThatThrownBy(() -> onOneConnection.system().run(handle -> handle.execute(sql)))
                    .as(sql)
                    .isInstanceOf(AtomException.class)
                    .hasMessageContaining("42501");
        }
    }

    private static List<UUID> tenantsSeen(TenantId tenant, PlantedRows.Table table) {
        return onOneConnection.tenants().in(tenant, handle -> handle.select("select * from " + table.name())
                .map((row, context) -> row.getObject(table.key(), UUID.class))
                .list());
    }

    /** How many rows a statement of A changes, none when it is refused; rolled back after counting. */
    private static int changed(String sql) {
        try {
            return onOneConnection.tenants().in(A, handle -> {
                int rows = handle.execute(sql);
                handle.rollback();
                return rows;
            });
        } catch (AtomException refused) {
            assertThat(refused).hasMessageContaining("SQLSTATE");
            return 0;
        }
    }

    private static void assertRefused(String sql) {
        assertThatThrownBy(() -> onOneConnection.tenants().run(A, handle -> handle.execute(sql)))
                .as(sql)
                .isInstanceOf(AtomException.class)
                .hasMessageContaining("42501");
    }
}
