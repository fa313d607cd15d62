package dev.atom.core.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The way to the rows of all tenants, for the platform's own jobs only: never on behalf of a request that named its tenant.
 *
 * <p>Thread-safe and blocking, on a small pool of its own. Each call is one transaction on one connection.
 */
public final class SystemDb {
    private final Jdbi jdbi;

    SystemDb(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Runs work that only reads, as the platform, in a database that stays as it is: nothing is created, migrated or tested, and no
     * lock of the start-up is waited for. The database may be of another version, or none of ATOM's. Blocks, for a minute at most.
     *
     * @return what the work returns
     * @throws dev.atom.spi.AtomException as {@link #in}; UNAVAILABLE when the database cannot be reached; VALIDATION_ERROR when
     *     the login is refused; INTERNAL_ERROR also for a change, and when there is not what the work reads
     */
    public static <T extends @Nullable Object> T readOnce(DatabaseSettings settings, Function<Handle, T> work) {
        try (Connection connection = Connections.open(settings.jdbcUrl(), settings.system())) {
            connection.setReadOnly(true);
            return Transactions.run(Transactions.jdbi(connection), work);
        } catch (SQLException failure) {
            throw StartUpFailure.of(settings.system(), failure);
        }
    }

    /**
     * Runs the work as the platform.
     *
     * @return what the work returns
     * @throws dev.atom.spi.AtomException as {@link TenantDb#in}
     */
    public <T extends @Nullable Object> T in(Function<Handle, T> work) {
        return Transactions.run(jdbi, work);
    }

    /** As {@link #in}, for work without a result. */
    public void run(Consumer<Handle> work) {
        this.<@Nullable Void>in(handle -> {
            work.accept(handle);
            return null;
        });
    }
}
