package dev.atom.server.cli;

import dev.atom.core.db.DatabaseRoles;
import dev.atom.core.db.DatabaseSettings;
import dev.atom.core.db.Login;
import java.util.List;
import java.util.Set;

/** Prints the SQL that a database administrator runs where ATOM's owner may not create roles. */
final class DatabaseRolesCommand implements Command {
    @Override
    public String name() {
        return "db roles";
    }

    @Override
    public String synopsis() {
        return ConfigFile.SYNOPSIS;
    }

    @Override
    public String purpose() {
        return "print the SQL that creates the database roles";
    }

    @Override
    public int run(List<String> words, Console console) {
        var config = ConfigFile.load(Arguments.parse(words, ConfigFile.OPTION, Set.of()), console);
        DatabaseSettings settings = config.database().external().orElseGet(DatabaseRolesCommand::usual);
        console.out().print(DatabaseRoles.sql(settings));
        return 0;
    }

    /** The usual names; nothing is opened with them. */
    private static DatabaseSettings usual() {
        return DatabaseSettings.at("jdbc:postgresql://localhost/atom")
                .owner(Login.of("atom_owner", ""))
                .app(Login.of("atom_app", ""))
                .system(Login.of("atom_system", ""))
                .build();
    }
}
