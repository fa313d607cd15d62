package dev.atom.server.cli;

import dev.atom.server.config.ServerConfig;
import dev.atom.server.run.Logging;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The one way commands come to their configuration: {@code --config}, the environment, and logging set up from both. */
final class ConfigFile {
    static final Set<String> OPTION = Set.of("--config");
    static final String SYNOPSIS = "[--config atom.yaml]";

    private ConfigFile() {}

    static ServerConfig load(Arguments arguments, Console console) {
        Optional<Path> file = arguments.get("--config").map(Path::of);
        ServerConfig config = ServerConfig.load(file, console.environment());
        Logging.configure(config.log());
        return config;
    }
}
