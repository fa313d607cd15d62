package dev.atom.core.db;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.ConnectionException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What PostgreSQL's error codes mean to ATOM
 * (<a href="https://www.postgresql.org/docs/17/errcodes-appendix.html">PostgreSQL 17, appendix A</a>).
 */
public final class SqlStates {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String DATA_EXCEPTION_CLASS = "22";

    /** Connection, resources, operator intervention, system error: another try may succeed. */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "53", "57", "58");

    /** Serialisation failure, deadlock, lock not available, transaction timeout. */
    private static final Set<String> PASSING = Set.of("40001", "40P01", "55P03", "25P03", "25P04");

    private SqlStates() {}

    /** Whether the failure, or one of its causes, is a value that a unique key already holds. */
    public static boolean isUniqueViolation(Throwable failure) {
        return sqlCause(failure)
                .filter(cause -> UNIQUE_VIOLATION.equals(cause.getSQLState()))
                .isPresent();
    }

    /**
     * The failure as the public exception: UNAVAILABLE for what may pass, CONFLICT for a value that is taken, INTERNAL_ERROR
     * for the rest. Neither its message nor its cause holds a bound value, whatever the server said.
     */
    static AtomException translate(Throwable failure) {
        Optional<SQLException> found = sqlCause(failure);
        if (failure instanceof ConnectionException) {
            return new AtomException(
                    ErrorCode.UNAVAILABLE,
                    "no database connection could be had: try again",
                    withoutValues(failure, found.orElse(null)));
        }
        if (found.isEmpty()) {
            return new AtomException(
                    ErrorCode.INTERNAL_ERROR, "the database layer failed", withoutValues(failure, null));
        }
        SQLException cause = found.get();
        String state = cause.getSQLState() == null ? "unknown" : cause.getSQLState();
        Throwable safe = withoutValues(failure, cause);
        if (UNIQUE_VIOLATION.equals(state)) {
            return new AtomException(ErrorCode.CONFLICT, "such an entry exists already: " + constraint(cause), safe);
        }
        if (mayPass(cause, state)) {
            return new AtomException(
                    ErrorCode.UNAVAILABLE, "the database did not answer (SQLSTATE " + state + "): try again", safe);
        }
        return new AtomException(ErrorCode.INTERNAL_ERROR, "the database refused a statement, SQLSTATE " + state, safe);
    }

    private static boolean mayPass(SQLException cause, String state) {
        return cause instanceof SQLTransientConnectionException
                || PASSING.contains(state)
                || (state.length() == 5 && PASSING_CLASSES.contains(state.substring(0, 2)));
    }

    private static Optional<SQLException> sqlCause(Throwable failure) {
        SQLException found = null;
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && (found == null || found.getSQLState() == null)) {
                found = sql;
            }
        }
        return Optional.ofNullable(found);
    }

    private static String constraint(SQLException cause) {
        ServerErrorMessage said = cause instanceof PSQLException server ? server.getServerErrorMessage() : null;
        String name = said == null ? null : said.getConstraint();
        return name == null ? "unique key" : name;
    }

    /** Data exceptions quote the value they refuse, so only their code is kept; the place in the code always is. */
    private static SQLException withoutValues(Throwable failure, @Nullable SQLException cause) {
        SQLException safe = new SQLException(
                cause == null ? failure.getClass().getName() : messageWithoutValues(cause),
                cause == null ? null : cause.getSQLState());
        safe.setStackTrace(failure.getStackTrace());
        return safe;
    }

    private static String messageWithoutValues(SQLException cause) {
        String state = cause.getSQLState();
        String message = cause.getMessage();
        boolean quotes = state == null || state.startsWith(DATA_EXCEPTION_CLASS);
        return quotes || message == null ? cause.getClass().getName() : message;
    }
}
