package dev.atom.core.db;

import dev.atom.spi.TenantId;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Makes a transaction the tenant's before its first statement takes effect, in the same round trip where the statement allows
 * it. Until then, and after a roll-back, the setting is absent and row-level security shows nothing: forgetting it fails closed.
 * Not thread-safe, as the handle it serves.
 */
final class TenantEntry implements StatementBuilder {
    static final String SQL = "select set_config('atom.tenant_id', ?, true)";

    private final StatementBuilder plain;
    private final TenantId tenant;
    private boolean entered;

    TenantEntry(StatementBuilder plain, TenantId tenant) {
        this.plain = plain;
        this.tenant = tenant;
    }

    @Override
    public PreparedStatement create(Connection connection, String sql, StatementContext context) throws SQLException {
        if (entered || context.isReturningGeneratedKeys()) {
            enterAlone(connection);
            return plain.create(connection, sql, context);
        }
        return (PreparedStatement) Proxy.newProxyInstance(
                TenantEntry.class.getClassLoader(),
                new Class<?>[] {PreparedStatement.class},
                new FirstStatement(this, connection, sql, text -> plain.create(connection, text, context)));
    }

    @Override
    public Statement create(Connection connection, StatementContext context) throws SQLException {
        enterAlone(connection);
        return plain.create(connection, context);
    }

    @Override
    public CallableStatement createCall(Connection connection, String sql, StatementContext context)
            throws SQLException {
        enterAlone(connection);
        return plain.createCall(connection, sql, context);
    }

    @Override
    public void close(Connection connection, String sql, Statement statement) throws SQLException {
        plain.close(connection, sql, statement);
    }

    @Override
    public void close(Connection connection) {
        plain.close(connection);
    }

    /** Enters with a statement of its own, unless that has happened. */
    void enterAlone(Connection connection) throws SQLException {
        if (entered) {
            return;
        }
        try (PreparedStatement enter = connection.prepareStatement(SQL)) {
            enter.setString(1, tenant.toString());
            enter.execute();
            entered = true;
        }
    }

    /** Enters with the statement's own round trip; the statement begins with {@link #SQL}. */
    boolean enterWith(PreparedStatement statement) throws SQLException {
        statement.setString(1, tenant.toString());
        statement.execute();
        entered = true;
        return statement.getMoreResults();
    }
}
