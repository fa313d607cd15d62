package dev.atom.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.sql.Connection;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

class SystemDbTest {
    @Test
    void readsOnceInADatabaseWithoutTablesAndMakesNone() {
        DatabaseSettings settings = TestDatabase.settings(TestDatabase.empty()).build();

        assertFails(ErrorCode.INTERNAL_ERROR, () -> SystemDb.readOnce(settings, SystemDbTest::tenants));

        assertThat(SystemDb.<Integer>readOnce(
                        settings, handle -> handle.select("select count(*) from pg_tables where schemaname = 'public'")
                                .mapTo(int.class)
                                .one()))
                .isZero();
    }

    @Test
    void readsOnceWhileAnotherInstanceStarts() throws Exception {
        try (TestDatabase db = TestDatabase.fresh();
                Connection starting =
                        Connections.open(db.settings().jdbcUrl(), db.settings().owner())) {
            StartUpLock.take(starting);
            assertThat(SystemDb.<Integer>readOnce(db.settings(), SystemDbTest::tenants))
                    .isEqualTo(1);
        }
    }

    @Test
    void changesNothingWhereItReadsOnce() {
        try (TestDatabase db = TestDatabase.fresh()) {
            String change = "update tenants set name = 'changed'";
            assertThatThrownBy(() -> SystemDb.<Integer>readOnce(db.settings(), handle -> handle.execute(change)))
                    .hasMessageContaining("SQLSTATE 25006");
        }
    }

    @Test
    void saysWhyItCannotReadOnce() {
        assertFails(
                ErrorCode.VALIDATION_ERROR,
                () -> SystemDb.readOnce(TestDatabase.settings("nowhere").build(), SystemDbTest::tenants));
    }

    private static Integer tenants(Handle handle) {
        return handle.select("select count(*) from tenants").mapTo(int.class).one();
    }

    private static void assertFails(ErrorCode code, Runnable work) {
        assertThatThrownBy(work::run).isInstanceOfSatisfying(AtomException.class, failure -> assertThat(failure.code())
                .isEqualTo(code));
    }
}
