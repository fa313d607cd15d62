package dev.atom.core.db;

import dev.atom.spi.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The way to one tenant's rows. Guarantee: the work sees and changes rows of that tenant only, also when its SQL forgets to
 * say so, because the database itself holds the rest back.
 *
 * <p>Thread-safe and blocking. Each call is one transaction on one connection: committed when the work returns, rolled back
 * when it throws. Statements go through the handle, not through its JDBC connection: what bypasses it sees no rows. The handle
 * must not be kept, and a call inside another call's work takes a second connection: do not nest.
 */
public final class TenantDb {
    private final Jdbi jdbi;

    TenantDb(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Runs the work as the tenant.
     *
     * @return what the work returns
     * @throws dev.atom.spi.AtomException as thrown by the work; UNAVAILABLE when the database is away, busy beyond its
     *     timeouts or in conflict with another transaction; CONFLICT for a value that a unique key already holds;
     *     INTERNAL_ERROR for any other refusal. No message holds a bound value
     */
    public <T extends @Nullable Object> T in(TenantId tenant, Function<Handle, T> work) {
        return Transactions.run(jdbi, handle -> {
            handle.setStatementBuilder(new TenantEntry(handle.getStatementBuilder(), tenant));
            return work.apply(handle);
        });
    }

    /** As {@link #in}, for work without a result. */
    public void run(TenantId tenant, Consumer<Handle> work) {
        this.<@Nullable Void>in(tenant, handle -> {
            work.accept(handle);
            return null;
        });
    }

    /**
     * Lends a connection for one statement, which is a transaction of its own and costs one round trip: for the hot path. The
     * statement must be a call of a function that sets the tenant itself before it touches a row; one that does not sees none.
     *
     * @throws dev.atom.spi.AtomException as {@link #in}
     */
    public <T> T alone(OneStatement<T> work) {
        return Transactions.alone(jdbi, handle -> work.on(handle.getConnection()));
    }

    /** Work of one statement. */
    @FunctionalInterface
    public interface OneStatement<T> {
        /** Runs it; must not keep the connection. */
        T on(Connection connection) throws SQLException;
    }

    /**
     * Runs work before a tenant is known: it sees no tenant's rows and may only call what is made for that, such as
     * {@code atom_resolve}.
     */
    public <T extends @Nullable Object> T withoutTenant(Function<Handle, T> work) {
        return Transactions.run(jdbi, work);
    }
}
