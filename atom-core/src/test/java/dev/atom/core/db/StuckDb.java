package dev.atom.core.db;

import java.lang.reflect.Proxy;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/** The way to a database that is away: whoever wants a connection waits, as at a pool, until it is told that there is none. */
public final class StuckDb {
    private final CountDownLatch waiting;
    private final CountDownLatch givenUp = new CountDownLatch(1);

    /** A database for which so many will wait. */
    public StuckDb(int expected) {
        waiting = new CountDownLatch(expected);
    }

    /** The way. */
    public TenantDb tenants() {
        return new TenantDb(Transactions.jdbi((DataSource) Proxy.newProxyInstance(
                StuckDb.class.getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    waiting.countDown();
                    givenUp.await();
                    throw new SQLTransientConnectionException("no connection in time");
                })));
    }

    /** Returns when all those wait. */
    public void awaitWaiting() throws InterruptedException {
        waiting.await();
    }

    /** Tells all who wait. */
    public void giveUp() {
        givenUp.countDown();
    }
}
