package dev.atom.core.db;

import dev.atom.core.db.CatalogStore.DangerousRole;
import dev.atom.core.db.CatalogStore.TenantTable;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Refuses to start on a database that would not keep tenants apart. Reports everything it finds at once. */
final class SelfTest {
    private final String user;
    private final CatalogStore catalog;
    private final List<String> problems = new ArrayList<>();

    private SelfTest(String user, CatalogStore catalog) {
        this.user = user;
        this.catalog = catalog;
    }

    /** Logs in as both roles and checks them, the server and every tenant table. */
    static void run(DatabaseSettings settings) {
        List<String> problems = new ArrayList<>();
        problems.addAll(check(settings, settings.app(), DatabaseRoles.APP));
        problems.addAll(check(settings, settings.system(), DatabaseRoles.SYSTEM));
        if (!problems.isEmpty()) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "ATOM refuses to start on this database: "
                            + String.join("; ", problems.stream().distinct().toList()));
        }
    }

    private static List<String> check(DatabaseSettings settings, Login login, String role) {
        try (Connection connection = Connections.open(settings.jdbcUrl(), login);
                Handle handle = Jdbi.open(connection)) {
            SelfTest test = new SelfTest(login.user(), new CatalogStore(handle));
            test.checkServer();
            test.checkRole(role);
            test.checkTables(role);
            return test.problems;
        } catch (SQLException failure) {
            throw StartUpFailure.of(login, failure);
        } catch (JdbiException failure) {
            throw SqlStates.translate(failure);
        }
    }

    private void checkServer() {
        int version = catalog.serverVersion();
        if (!isSafe(version)) {
            problems.add("PostgreSQL " + version / 10_000 + "." + version % 10_000
                    + " lets statistics leak rows past row-level security (CVE-2025-8713):"
                    + " update to 17.6, 16.10, 15.14, 14.19, 13.22 or later");
        }
    }

    /** Whether a version, as PostgreSQL numbers it (170006 is 17.6), holds rows back as it should. */
    static boolean isSafe(int version) {
        return version >= oldestSafe(version / 10_000);
    }

    /** The first releases without CVE-2025-8713, from the PostgreSQL project's security page. */
    private static int oldestSafe(int major) {
        return switch (major) {
            case 13 -> 13_0022;
            case 14 -> 14_0019;
            case 15 -> 15_0014;
            case 16 -> 16_0010;
            case 17 -> 17_0006;
            default -> 18_0000;
        };
    }

    private void checkRole(String role) {
        for (DangerousRole dangerous : catalog.dangerousRoles()) {
            String who = dangerous.name().equals(user)
                    ? "role " + user
                    : "role " + user + " is a member of " + dangerous.name() + ", which";
            problems.add(who + " " + dangerous.danger() + " and would see past row-level security:"
                    + " log in as a role without it");
        }
        if (!catalog.inherits(role)) {
            problems.add("role " + user + " does not inherit from " + role + ": grant " + role + " to " + user);
        }
        if (catalog.mayCreateTables()) {
            problems.add("role " + user + " may create objects in schema public:"
                    + " revoke create on schema public from public");
        }
    }

    private void checkTables(String role) {
        List<TenantTable> tables = catalog.tenantTables(role);
        if (tables.isEmpty()) {
            problems.add("there are no tenant tables: open the database once with an owner that may create them");
        }
        for (TenantTable table : tables) {
            check(table, role);
        }
        if (role.equals(DatabaseRoles.APP)) {
            List<String> readable = tables.stream()
                    .filter(TenantTable::readable)
                    .map(TenantTable::name)
                    .toList();
            catalog.tableWithVisibleRows(readable)
                    .ifPresent(table -> problems.add(
                            "table " + table + " shows rows to " + user + " without a tenant: restore its policies"));
        }
    }

    private void check(TenantTable table, String role) {
        String name = "table " + table.name();
        if (!table.forced()) {
            problems.add(name + " lacks row-level security: alter table " + table.name()
                    + " enable row level security, force row level security");
        }
        if (!table.hasPolicy()) {
            problems.add(name + " has no policy for " + role + ": restore the one its migration creates");
        }
        if (role.equals(DatabaseRoles.APP) && table.foreignPolicy()) {
            problems.add(name + " has a policy that shows " + user + " more than one tenant: drop it");
        }
        if (table.tooManyGrants()) {
            problems.add(name + " may be truncated, or its log changed, by " + user + ": revoke truncate"
                    + " (and insert, update, delete on a table of the audit log)");
        }
    }
}
