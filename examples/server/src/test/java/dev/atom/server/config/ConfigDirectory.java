package dev.atom.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a test's configuration lies. */
record ConfigDirectory(Path path) {
    /** The passwords that an external database asks for. */
    static final Map<String, String> PASSWORDS = Map.of(
            "ATOM_DATABASE_OWNER_PASSWORD", "canary-owner",
            "ATOM_DATABASE_APP_PASSWORD", "canary-app",
            "ATOM_DATABASE_SYSTEM_PASSWORD", "canary-system");

    ServerConfig load(String yaml, Map<String, String> environment) throws IOException {
        return ServerConfig.load(Optional.of(write("atom.yaml", yaml)), environment);
    }

    Path write(String name, String text) throws IOException {
        return Files.writeString(path.resolve(name), text);
    }
}
