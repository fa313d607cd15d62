package dev.atom.core.db;

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
