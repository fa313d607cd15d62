package dev.atom.core.db;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first statement of a tenant's transaction. It is prepared only when it is known how it is used: executed, it is sent with
 * the tenant in front of it and its parameters moved by one; used in any other way, such as in a batch, the tenant goes ahead
 * alone. What is set before then is kept and set again.
 */
final class FirstStatement implements InvocationHandler {
    private final TenantEntry entry;
    private final Connection connection;
    private final String sql;
    private final Preparation preparation;
    private final List<Setting> earlier = new ArrayList<>();
    private @Nullable PreparedStatement prepared;

    FirstStatement(TenantEntry entry, Connection connection, String sql, Preparation preparation) {
        this.entry = entry;
        this.connection = connection;
        this.sql = sql;
        this.preparation = preparation;
    }

    /** Prepares a statement as Jdbi asked for it. */
    interface Preparation {
        PreparedStatement of(String sql) throws SQLException;
    }

    /** A setting made before the statement was prepared. */
    private interface Setting {
        void on(PreparedStatement target, int shift) throws Throwable;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        Object[] given = arguments == null ? new Object[0] : arguments;
        PreparedStatement target = prepared;
        if (target != null) {
            return call(target, method, given);
        }
        String name = method.getName();
        if (name.startsWith("set")) {
            earlier.add((later, shift) -> call(later, method, moved(method, given, shift)));
            return null;
        }
        if (name.equals("close") || name.equals("toString")) {
            return name.equals("close") ? null : "statement that is not prepared yet";
        }
        if (name.equals("execute") && given.length == 0) {
            return entry.enterWith(prepare(TenantEntry.SQL + "; " + sql, 1));
        }
        entry.enterAlone(connection);
        return call(prepare(sql, 0), method, given);
    }

    private PreparedStatement prepare(String text, int shift) throws Throwable {
        PreparedStatement target = preparation.of(text);
        prepared = target;
        for (Setting setting : earlier) {
            setting.on(target, shift);
        }
        return target;
    }

    /** Moves the number of a parameter, which comes first where there is one, as in {@code setObject(3, value)}. */
    private static Object[] moved(Method method, Object[] arguments, int shift) {
        Object[] moved = arguments.clone();
        if (arguments.length > 1 && method.getParameterTypes()[0] == int.class) {
            moved[0] = (Integer) moved[0] + shift;
        }
        return moved;
    }

    private static @Nullable Object call(PreparedStatement target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause() == null ? failure : failure.getCause();
        }
    }
}
