package dev.atom.core.limit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/** The server's program, unpacked once from the artifact on the class path. It is statically linked and runs as any user. */
final class RedisBinary {
    private static final String VERSION = "7.0.15";

    private RedisBinary() {}

    /** Where the program is; unpacks it below the directory unless it is there already. */
    static Path in(Path directory) {
        String name = "redis-server-" + VERSION + "-" + system() + "-" + architecture();
        Path program = directory.resolve(name);
        if (!Files.exists(program)) {
            unpack(name, directory, program);
        }
        return program;
    }

    private static void unpack(String name, Path directory, Path program) {
        try (InputStream found = RedisBinary.class.getResourceAsStream("/" + name)) {
            if (found == null) {
                throw new IllegalStateException(
                        name + " is not on the class path: add org.signal:embedded-redis, or run on a system it has");
            }
            Files.createDirectories(directory);
            Path partial = Files.createTempFile(directory, name, ".partial");
            Files.copy(found, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(partial, program, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.contains("mac") ? "darwin" : "linux";
    }

    private static String architecture() {
        String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return name.equals("aarch64") || name.equals("arm64") ? "arm64" : "amd64";
    }
}
