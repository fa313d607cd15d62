package dev.atom.cloud.local;

import dev.atom.spi.node.NodeSpec;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Starts a node's first process: in a session of its own, so that neither the terminal nor the end of this JVM reaches it;
 * with an environment of its own, so that no secret of this JVM does; and with its output in a file, so that it neither waits
 * on a full pipe nor dies of a broken one.
 */
final class NodeLauncher {
    static final String NAME = "ATOM_NODE_NAME";
    static final String CREATED = "ATOM_NODE_CREATED";

    private static final String SCRIPT = script();

    private final LocalSettings settings;
    private final ControlGroups groups;

    NodeLauncher(LocalSettings settings, ControlGroups groups) {
        this.settings = settings;
        this.groups = groups;
    }

    /** Whether a program can be run. */
    boolean runs(String program) {
        if (program.contains("/")) {
            return Files.isExecutable(Path.of(program));
        }
        return List.of(settings.searchPath().split(":", -1)).stream()
                .anyMatch(directory -> !directory.isEmpty()
                        && Files.isExecutable(Path.of(directory).resolve(program)));
    }

    /**
     * Starts it; when this returns, its processes carry the tags.
     *
     * @throws IOException when nothing was started
     */
    void start(NodeSpec spec, String node, Path directory, Duration left, Instant now) throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid", "sh", "-c", SCRIPT, "node"));
        command.add(String.valueOf(Math.max(1, left.toSeconds())));
        command.add(groups.make(spec.name().toString(), node));
        command.addAll(settings.images().getOrDefault(spec.image().value(), List.of()));
        ProcessBuilder start = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output.log").toFile()));
        Map<String, String> environment = start.environment();
        environment.clear();
        environment.put("PATH", settings.searchPath());
        environment.put("HOME", directory.toString());
        environment.putAll(spec.env());
        spec.tags().toMap().forEach((key, value) -> environment.put(key.toUpperCase(Locale.ROOT), value));
        environment.put(TaggedProcess.NODE, node);
        environment.put(NAME, spec.name().toString());
        environment.put(CREATED, now.toString());
        start.start();
    }

    private static String script() {
        try (InputStream script = NodeLauncher.class.getResourceAsStream("node.sh")) {
            if (script == null) {
                throw new IllegalStateException("node.sh is missing from the jar: rebuild it");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read node.sh from the jar", failed);
        }
    }
}
