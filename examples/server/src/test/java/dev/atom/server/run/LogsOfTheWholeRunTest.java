package dev.atom.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Looks for keys in what the tests of all modules have printed so far. They handle thousands; this module's come last, so in a
 * whole build the logs of the library and of the HTTP module are complete.
 */
class LogsOfTheWholeRunTest {
    /** Whole keys, not masks: a provider's, an API key of ours, a signed token. */
    private static final Pattern KEY = Pattern.compile("sk-[A-Za-z0-9_-]{12,}"
            + "|atom_dk_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
            + "|eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}");

    @TempDir
    private Path planted;

    @Test
    void holdNoKey() throws IOException {
        Path root = root();
        List<Path> logs;
        try (Stream<Path> modules = Files.walk(root, 2)) {
            logs = modules.map(module -> module.resolve("target/surefire-reports"))
                    .filter(Files::isDirectory)
                    .flatMap(LogsOfTheWholeRunTest::files)
                    .toList();
        }
        List<String> found = new ArrayList<>();
        for (Path log : logs) {
            keysIn(log).forEach(key -> found.add(root.relativize(log) + ": " + key.substring(0, 8) + "…"));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void wouldShowAKey() throws IOException {
        Path log = planted.resolve("one-output.txt");
        Files.writeString(log, """
                WARN mask sk-…wxyz, header atom_dk_3f2a…
                WARN refused sk-0123456789abcdef
                WARN refused atom_dk_c0ffee00-c0ff-4eec-8ffe-c0ffeec0ffee
                WARN refused eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.c2lnbmF0dXJlc2ln
                """);
        assertThat(keysIn(log)).hasSize(3);
    }

    private static List<String> keysIn(Path log) throws IOException {
        String text = new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1);
        return KEY.matcher(text).results().map(MatchResult::group).toList();
    }

    private static Stream<Path> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("mvnw"))) {
            at = at.getParent();
        }
        return at;
    }
}
