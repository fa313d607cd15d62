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
 * Looks for keys, tokens and passwords in what the tests of all modules have printed so far. They handle thousands; this module's come
 * last, so in a whole build the logs of the library and of the HTTP module are complete.
 */
class LogsOfTheWholeRunTest {
    /** Whole secrets, not masks: a provider's key, an API key of ours, a signed token, a refresh token, what the tests log in with. */
    private static final Pattern SECRET = Pattern.compile("sk-[A-Za-z0-9_-]{12,}"
            + "|atom_dk_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
            + "|eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}"
            + "|atom_rt_[A-Za-z0-9_-]{20,}"
            + "|a sentence to log in with|long enough to be good|my very own sentence|chosen by the administrator");

    private static final String PRINTED = "-output.txt";

    @TempDir
    private Path planted;

    @Test
    void holdNoSecret() throws IOException {
        Path root = root();
        List<Path> logs;
        try (Stream<Path> modules = Files.walk(root, 2)) {
            logs = modules.map(module -> module.resolve("target/surefire-reports"))
                    .filter(Files::isDirectory)
                    .flatMap(LogsOfTheWholeRunTest::files)
                    .toList();
        }
        assertThat(logs)
                .as("what the tests of the modules print; this test runs after them")
                .anyMatch(log -> log.toString().endsWith(PRINTED));
        List<String> found = new ArrayList<>();
        for (Path log : logs) {
            secretsIn(log).forEach(secret -> found.add(root.relativize(log) + ": " + secret.substring(0, 8) + "…"));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void wouldShowASecret() throws IOException {
        Path log = planted.resolve("one" + PRINTED);
        Files.writeString(log, """
                WARN mask sk-…wxyz, header atom_dk_3f2a…, what begins with atom_rt_
                WARN refused sk-0123456789abcdef
                WARN refused atom_dk_c0ffee00-c0ff-4eec-8ffe-c0ffeec0ffee
                WARN refused eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.c2lnbmF0dXJlc2ln
                WARN refused atom_rt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
                WARN refused ada, a sentence to log in with
                """);
        assertThat(secretsIn(log)).hasSize(5);
    }

    private static List<String> secretsIn(Path log) throws IOException {
        String text = new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1);
        return SECRET.matcher(text).results().map(MatchResult::group).toList();
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
