package dev.atom.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.server.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However the demo ends, nothing of it stays. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DemoEndTest {
    @TempDir
    Path temporary;

    private Process demo;

    @BeforeEach
    void start() throws IOException {
        demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "demo",
                        "--once")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @AfterEach
    void end() {
        demo.destroyForcibly();
    }

    @Test
    void leavesNeitherProcessNorFileWhenItIsToldToEndInTheMiddleOfAStep() throws Exception {
        awaitStep(" 2  ");

        demo.destroy();

        demo.waitFor();
        assertThat(LeftBehind.of(temporary)).isEmpty();
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files.map(Path::toString).filter(name -> name.contains("atom-demo")))
                    .isEmpty();
        }
    }

    @Test
    void takesItsServerItsUpstreamAndItsDatabaseAlongWhenItIsKilled() throws Exception {
        awaitStep(" 2  ");
        List<ProcessHandle> children = bothChildren();

        demo.destroyForcibly().waitFor();

        LeftBehind.awaitNone(temporary);
        for (ProcessHandle child : children) {
            child.onExit().get();
        }
    }

    /** The server and the upstream. There is one only while a step starts the server again. */
    private List<ProcessHandle> bothChildren() {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        List<ProcessHandle> children = demo.children().toList();
        while (children.size() != 2) {
            assertThat(demo.isAlive()).as("the demo goes on").isTrue();
            assertThat(System.nanoTime() - end)
                    .as("time until the demo has two children")
                    .isNegative();
            children = demo.children().toList();
        }
        return children;
    }

    private void awaitStep(String number) throws IOException {
        BufferedReader output = demo.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(number)) {
                return;
            }
        }
        throw new AssertionError("the demo ended before step" + number);
    }
}
