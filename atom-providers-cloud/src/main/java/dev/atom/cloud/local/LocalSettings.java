package dev.atom.cloud.local;

import dev.atom.spi.Settings;
import dev.atom.spi.node.ImageRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The settings of one instance.
 *
 * @param state where locks, working directories and output are
 * @param host the scope of every node made here
 * @param images name to program and arguments
 * @param multiTenant whether tenants may share the machine
 * @param searchPath the nodes' {@code PATH}
 * @param cgroup the delegated directory, if there is one
 */
record LocalSettings(
        Path state,
        String host,
        Map<String, List<String>> images,
        boolean multiTenant,
        String searchPath,
        Optional<Path> cgroup) {
    private static final Set<String> KNOWN =
            Set.of("state_directory", "images", "host", "multi_tenant", "path", "cgroup");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    static LocalSettings read(Settings settings) {
        Set<String> known = new HashSet<>(KNOWN);
        List<String> names = settings.list("images");
        names.forEach(name -> known.add("image." + name));
        settings.allowOnly(known);
        Map<String, List<String>> images = new HashMap<>();
        for (String name : names) {
            images.put(
                    new ImageRef(name).value(),
                    List.of(settings.required("image." + name).split(" +")));
        }
        if (images.isEmpty()) {
            throw settings.invalid("images", "is missing: name at least one, and set image.NAME to what it runs");
        }
        return new LocalSettings(
                directory(settings, "state_directory", settings.required("state_directory")),
                host(settings),
                images,
                flag(settings, "multi_tenant"),
                settings.text("path").orElse("/usr/local/bin:/usr/bin:/bin"),
                settings.text("cgroup").map(text -> directory(settings, "cgroup", text)));
    }

    private static Path directory(Settings settings, String key, String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path.normalize();
            }
        } catch (InvalidPathException malformed) {
            throw settings.invalid(key, "is not a path");
        }
        throw settings.invalid(key, "is not absolute: write the path from /");
    }

    private static String host(Settings settings) {
        String host = settings.text("host").orElseGet(() -> machineName(settings));
        if (!HOST.matcher(host).matches()) {
            throw settings.invalid("host", "is not a host name: use letters, digits, dots and hyphens");
        }
        return host;
    }

    private static String machineName(Settings settings) {
        try {
            return Files.readString(HOST_NAME).strip();
        } catch (IOException none) {
            throw settings.invalid("host", "is missing, and the machine does not tell its name: set it");
        }
    }

    private static boolean flag(Settings settings, String key) {
        String text = settings.text(key).orElse("false");
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw settings.invalid(key, "must be true or false");
        };
    }
}
