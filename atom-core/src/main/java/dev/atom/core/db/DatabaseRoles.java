package dev.atom.core.db;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The database roles ATOM runs with: {@code atom_app} for tenants' work and {@code atom_system} for platform work. They hold no
 * more than what the migrations grant them, and neither owns anything.
 */
public final class DatabaseRoles {
    static final String APP = "atom_app";
    static final String SYSTEM = "atom_system";

    private DatabaseRoles() {}

    /**
     * The SQL with which an administrator creates the owner's and both other roles, for databases whose owner may not create
     * roles. Passwords are placeholders.
     */
    public static String sql(DatabaseSettings settings) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "-- Run as an administrator in ATOM's database. Replace each '<...>'; roles that exist stay as they are.");
        lines.add(RoleStore.createLogin(settings.owner().user()));
        lines.add("grant create, usage on schema public to "
                + RoleStore.quoted(settings.owner().user()) + ";");
        lines.addAll(role(APP, settings.app()));
        lines.addAll(role(SYSTEM, settings.system()));
        lines.add("revoke create on schema public from public;");
        return String.join("\n", lines) + "\n";
    }

    private static List<String> role(String name, Login login) {
        if (name.equals(login.user())) {
            return List.of(RoleStore.createLogin(name));
        }
        return List.of(
                RoleStore.createGroup(name),
                RoleStore.createLogin(login.user()),
                RoleStore.grantMembership(name, login.user()));
    }

    /** Creates the roles that are missing, or says how to when the owner may not. */
    static void ensure(Connection owner, DatabaseSettings settings) throws SQLException {
        RoleStore roles = new RoleStore(owner);
        List<String> missing = roles.missing(
                List.of(APP, SYSTEM, settings.app().user(), settings.system().user()));
        if (missing.isEmpty()) {
            return;
        }
        boolean plain = APP.equals(settings.app().user())
                && SYSTEM.equals(settings.system().user());
        if (!plain || !roles.mayCreateRoles()) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "database roles " + missing + " are missing and "
                            + settings.owner().user()
                            + " may not create them: run the SQL that `./atom db roles` (DatabaseRoles.sql) prints"
                            + " as an administrator");
        }
        for (Login login : List.of(settings.app(), settings.system())) {
            if (missing.contains(login.user())) {
                roles.create(login);
            }
        }
    }
}
