package dev.atom.core.db;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;

/** The passwords of an embedded server's roles: random, made once, kept in a file only its owner can read. */
final class ClusterPasswords {
    static final String SUPERUSER = "atom_superuser";
    static final String OWNER = "atom_owner";

    private static final List<String> ROLES = List.of(SUPERUSER, OWNER, DatabaseRoles.APP, DatabaseRoles.SYSTEM);
    private static final String FILE = "passwords";
    private static final int PASSWORD_BYTES = 32;

    private final Properties passwords;

    private ClusterPasswords(Properties passwords) {
        this.passwords = passwords;
    }

    /** Makes new passwords and writes them down before anything uses them. */
    static ClusterPasswords create(Path directory) throws IOException {
        SecureRandom random = new SecureRandom();
        Properties passwords = new Properties();
        for (String role : ROLES) {
            byte[] bytes = new byte[PASSWORD_BYTES];
            random.nextBytes(bytes);
            passwords.setProperty(role, HexFormat.of().formatHex(bytes));
        }
        StringWriter text = new StringWriter();
        passwords.store(text, "Passwords of the embedded PostgreSQL. Keep private.");
        PrivateFiles.write(directory.resolve(FILE), text.toString());
        return new ClusterPasswords(passwords);
    }

    static ClusterPasswords read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        Properties passwords = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            passwords.load(reader);
        }
        for (String role : ROLES) {
            if (passwords.getProperty(role) == null) {
                throw new IOException(file + " lacks the password of " + role + ": restore the file from a backup");
            }
        }
        return new ClusterPasswords(passwords);
    }

    Login login(String role) {
        return Login.of(role, passwords.getProperty(role));
    }
}
