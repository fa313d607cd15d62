package dev.atom.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.server.upstream.UpstreamMain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class DemoTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void takesTheWholeTourAndThenAnotherOnTheSameData() throws Exception {
        for (int start = 0; start < 2; start++) {
            bytes.reset();
            try (Demo demo = Demo.once(Optional.of(directory), out)) {
                assertThat(demo.run()).as(screen()).isTrue();
            }
            assertThat(screen()).contains("9 steps, all ok.").doesNotContain("FAILED");
            assertThat(screen().lines().filter(line -> line.contains("repeat   curl -sN")))
                    .hasSize(9);
        }
        assertThat(upstreamProcesses()).isZero();
    }

    @Test
    void endsAtTheStepThatFailsAndNamesIt() throws Exception {
        try (Demo demo = Demo.once(Optional.of(directory), out)) {
            ProcessHandle.current().children().filter(DemoTest::isUpstream).forEach(ProcessHandle::destroy);

            assertThat(demo.run()).isFalse();
        }

        assertThat(screen())
                .containsPattern("acme chats with its key\\s+FAILED")
                .doesNotContain("streamed");
    }

    private static long upstreamProcesses() {
        return ProcessHandle.current().children().filter(DemoTest::isUpstream).count();
    }

    private static boolean isUpstream(ProcessHandle process) {
        return process.info()
                .commandLine()
                .filter(line -> line.contains(UpstreamMain.class.getName()))
                .isPresent();
    }

    private String screen() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
