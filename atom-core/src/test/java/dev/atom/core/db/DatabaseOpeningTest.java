package dev.atom.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DatabaseOpeningTest {
    @Test
    void bringsUpBothOfTwoInstancesThatStartAtOnce() throws Exception {
        DatabaseSettings settings = TestDatabase.settings(TestDatabase.empty()).build();
        CyclicBarrier together = new CyclicBarrier(2);
        Callable<Integer> start = () -> {
            together.await();
            try (Database database = Database.open(settings)) {
                return database.system().in(handle -> handle.select("select count(*) from tenants")
                        .mapTo(int.class)
                        .one());
            }
        };
        ExecutorService instances = Executors.newFixedThreadPool(2);
        try {
            for (Future<Integer> instance : instances.invokeAll(List.of(start, start))) {
                assertThat(instance.get()).isEqualTo(1);
            }
        } finally {
            instances.shutdown();
        }
    }

    @Test
    void isNotHeldUpByTheLiquibaseLockOfAKilledInstance() {
        try (TestDatabase db = TestDatabase.fresh()) {
            db.asSuperuser("update databasechangeloglock set locked = true, lockgranted = now(), lockedby = 'dead'");
            Database.open(db.settings()).close();
        }
    }

    @Test
    void runsEachMigrationOnce() throws Exception {
        try (TestDatabase db = TestDatabase.fresh()) {
            int before = countMigrations(db);
            Database.open(db.settings()).close();
            assertThat(countMigrations(db)).isEqualTo(before).isPositive();
        }
    }

    @Test
    void leavesNoThreadAndNoConnectionBehind() throws Exception {
        try (TestDatabase db = TestDatabase.fresh()) {
            db.database().close();
            Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
            Database.open(db.settings()).close();
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                // The driver's own thread, shared by everything in the process that uses it, ends by itself when idle.
                if (!before.contains(thread) && !thread.getName().startsWith("PostgreSQL-JDBC")) {
                    thread.join(10_000);
                    assertThat(thread.isAlive()).as(thread.getName()).isFalse();
                }
            }
        }
    }

    @Test
    void saysWhichLoginIsRefused() {
        try (TestDatabase db = TestDatabase.fresh()) {
            DatabaseSettings settings = db.settings();
            assertFails(
                    DatabaseSettings.at(settings.jdbcUrl())
                            .owner(settings.owner())
                            .app(Login.of("atom_app", "wrong"))
                            .system(settings.system())
                            .build(),
                    ErrorCode.VALIDATION_ERROR,
                    "refused the login of role atom_app");
        }
    }

    @Test
    void saysThatTheDatabaseDoesNotExistOrCannotBeReached() {
        assertFails(
                TestDatabase.settings("nowhere").build(),
                ErrorCode.VALIDATION_ERROR,
                "named in the url does not exist");
        DatabaseSettings settings = TestDatabase.settings("nowhere").build();
        assertFails(
                DatabaseSettings.at("jdbc:postgresql://127.0.0.1:1/atom")
                        .owner(settings.owner())
                        .app(settings.app())
                        .system(settings.system())
                        .build(),
                ErrorCode.UNAVAILABLE,
                "did not answer");
    }

    private static void assertFails(DatabaseSettings settings, ErrorCode code, String message) {
        assertThatThrownBy(() -> Database.open(settings).close())
                .isInstanceOfSatisfying(AtomException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(code);
                    assertThat(failure).hasMessageContaining(message);
                });
    }

    private static int countMigrations(TestDatabase db) throws Exception {
        try (Connection connection = db.superuser().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from databasechangelog")) {
            assertThat(row.next()).isTrue();
            return row.getInt(1);
        }
    }
}
