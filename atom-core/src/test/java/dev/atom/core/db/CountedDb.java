package dev.atom.core.db;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The way to one tenant's rows, with every statement counted. */
public final class CountedDb {
    private final AtomicInteger statements = new AtomicInteger();
    private final TenantDb tenants;

    /** Over the database described. */
    public CountedDb(DatabaseSettings settings) {
        PGSimpleDataSource app = new PGSimpleDataSource();
        app.setUrl(settings.jdbcUrl());
        app.setUser(settings.app().user());
        app.setPassword(settings.app().password().<String>use(bytes -> new String(bytes, StandardCharsets.UTF_8)));
        tenants = new TenantDb(Transactions.jdbi(counting(app)));
    }

    /** The way. */
    public TenantDb tenants() {
        return tenants;
    }

    /** How many statements there were since the last question. */
    public int statements() {
        return statements.getAndSet(0);
    }

    private DataSource counting(DataSource real) {
        return proxy(DataSource.class, real, (name, result) -> {
            return result instanceof Connection connection ? counting(connection) : result;
        });
    }

    private Connection counting(Connection real) {
        return proxy(Connection.class, real, (name, result) -> {
            if (name.startsWith("prepare") || name.equals("createStatement")) {
                statements.incrementAndGet();
            }
            return result;
        });
    }

    private interface After {
        Object of(String method, Object result);
    }

    private static <T> T proxy(Class<T> type, T real, After after) {
        return type.cast(Proxy.newProxyInstance(
                CountedDb.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return after.of(method.getName(), method.invoke(real, arguments));
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                }));
    }
}
