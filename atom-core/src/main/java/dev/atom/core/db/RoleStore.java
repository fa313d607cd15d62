package dev.atom.core.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.postgresql.util.PasswordUtil;

/** Reads and creates roles. Utility statements take no bound parameters, so names are quoted. */
final class RoleStore {
    private static final String EXISTS = "select 1 from pg_roles where rolname = ?";
    private static final String DATABASE_EXISTS = "select 1 from pg_database where datname = ?";
    private static final String MAY_CREATE =
            "select rolsuper or rolcreaterole from pg_roles where rolname = current_user";
    private static final String PLAIN = " nosuperuser nobypassrls nocreaterole nocreatedb noreplication";
    private static final String DUPLICATE_OBJECT = "42710";
    private static final String UNIQUE_VIOLATION = "23505";

    private final Connection connection;

    RoleStore(Connection connection) {
        this.connection = connection;
    }

    /** Creates a login with a placeholder for its password, unless the role exists. */
    static String createLogin(String name) {
        String placeholder = "<password of " + name + ">";
        return unlessItExists("create role " + quoted(name) + " login" + PLAIN + " password '"
                + placeholder.replace("'", "''") + "'");
    }

    static String createGroup(String name) {
        return unlessItExists("create role " + quoted(name) + " nologin" + PLAIN);
    }

    private static String unlessItExists(String create) {
        return "do $role$ begin " + create + "; exception when duplicate_object then null; end $role$;";
    }

    static String grantMembership(String group, String member) {
        return "grant " + quoted(group) + " to " + quoted(member) + ";";
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    List<String> missing(List<String> names) throws SQLException {
        List<String> missing = new ArrayList<>();
        for (String name : new LinkedHashSet<>(names)) {
            if (!exists(name)) {
                missing.add(name);
            }
        }
        return missing;
    }

    boolean exists(String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(EXISTS)) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    boolean mayCreateRoles() throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery(MAY_CREATE)) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Creates a login role. The server is sent a SCRAM verifier, so that no log of it ever holds the password. */
    void create(Login login) throws SQLException {
        char[] password = login.passwordText().toCharArray();
        String verifier = PasswordUtil.encodePassword(login.user(), password, "scram-sha-256");
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "create role " + quoted(login.user()) + " login" + PLAIN + " password '" + verifier + "'");
        } catch (SQLException failure) {
            // Roles belong to the whole server: an instance of another database may have been faster.
            if (!DUPLICATE_OBJECT.equals(failure.getSQLState()) && !UNIQUE_VIOLATION.equals(failure.getSQLState())) {
                throw failure;
            }
        }
    }

    void createIfMissing(Login login) throws SQLException {
        if (!exists(login.user())) {
            create(login);
        }
    }

    void createDatabaseIfMissing(String name, String owner) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(DATABASE_EXISTS)) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                if (row.next()) {
                    return;
                }
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("create database " + quoted(name) + " owner " + quoted(owner));
        }
    }
}
