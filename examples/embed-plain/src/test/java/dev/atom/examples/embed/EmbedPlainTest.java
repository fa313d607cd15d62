package dev.atom.examples.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.server.upstream.ScriptedUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class EmbedPlainTest {
    private static final String KEY = "sk-embed-0123456789abcdef";

    @TempDir
    Path directory;

    private final PrintStream console = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ScriptedUpstream upstream = ScriptedUpstream.start(0);

    @BeforeEach
    void listen() {
        upstream.accept(KEY);
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() {
        System.setOut(console);
        upstream.close();
    }

    @Test
    void printsTheAnswerAndLeavesNoThreadBehind() throws Exception {
        Set<Thread> before = programThreads();

        EmbedPlain.main(new String[] {directory.toString(), upstream.baseUrl().toString(), KEY});

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("You said: Hello from plain Java");
        for (Thread left : programThreads()) {
            if (!before.contains(left)) {
                left.join(20_000);
                assertThat(left.isAlive()).as(left.getName()).isFalse();
            }
        }
    }

    /** Not the JDK's own, such as the reaper of ended processes and its common pool's, nor the upstream's. */
    private static Set<Thread> programThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread.getThreadGroup() == Thread.currentThread().getThreadGroup())
                .filter(thread -> !thread.getName().startsWith("scripted-upstream")
                        && !thread.getName().startsWith("ForkJoinPool.commonPool"))
                .collect(Collectors.toSet());
    }

    @Test
    void isWhatTheReadmeShows() throws IOException {
        List<String> source = lines(Files.readString(Path.of("src/main/java/dev/atom/examples/embed/EmbedPlain.java")));
        List<List<String>> shown = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../../README.md")))
                .results()
                .map(block -> lines(block.group(1)))
                .toList();

        assertThat(shown).isNotEmpty().allSatisfy(block -> assertThat(source).containsSequence(block));
    }

    /** However far they are indented. */
    private static List<String> lines(String text) {
        return text.lines().map(String::strip).toList();
    }

    @Test
    void findsItsDataAgain() throws Exception {
        String[] args = {directory.toString(), upstream.baseUrl().toString(), KEY};

        EmbedPlain.main(args);
        EmbedPlain.main(args);

        assertThat(upstream.requests()).hasSize(2);
    }
}
