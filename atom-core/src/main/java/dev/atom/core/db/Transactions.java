package dev.atom.core.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jspecify.annotations.Nullable;

/** Runs work in a transaction and turns the database's failures into ATOM's. */
final class Transactions {
    private Transactions() {}

    static Jdbi jdbi(DataSource pool) {
        return withoutValues(Jdbi.create(pool));
    }

    /** On one connection, which stays the caller's to close. */
    static Jdbi jdbi(Connection connection) {
        return withoutValues(Jdbi.create(connection));
    }

    private static Jdbi withoutValues(Jdbi jdbi) {
        // The default rendering prints bound arguments.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        jdbi.getConfig(SqlStatements.class).setIncludeBindingsInTelemetry(false);
        return jdbi;
    }

    /** Runs work that is one transaction by itself, because it is one round trip. */
    static <T> T alone(Jdbi jdbi, HandleCallback<T, SQLException> work) {
        try {
            return jdbi.withHandle(work);
        } catch (JdbiException | SQLException failure) {
            throw SqlStates.translate(failure);
        }
    }

    static <T extends @Nullable Object> T run(Jdbi jdbi, Function<Handle, T> work) {
        try {
            return jdbi.inTransaction(work::apply);
        } catch (JdbiException failure) {
            throw SqlStates.translate(failure);
        }
    }
}
