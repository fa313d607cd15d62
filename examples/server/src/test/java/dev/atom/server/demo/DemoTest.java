package dev.atom.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

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
        long upstream = 0;
        for (int start = 0; start < 2; start++) {
            bytes.reset();
            try (Demo demo = Demo.once(Optional.of(directory), out)) {
                upstream = demo.upstream().pid();
                assertThat(demo.run()).as(screen()).isTrue();
            }
            assertThat(screen()).contains("11 steps, all ok.").doesNotContain("FAILED");
            assertThat(screen().lines().filter(line -> line.contains("repeat   curl -sN")))
                    .hasSize(14);
        }
        assertThat(ProcessHandle.of(upstream)).isEmpty();
        assertThat(LeftBehind.of(directory)).isEmpty();
    }

    @Test
    void endsTheProcessesOfSessionsThatStillRunWhenItCloses() throws Exception {
        try (Demo demo = Demo.once(Optional.of(directory), out)) {
            Client client = demo.stage().client();
            Account account = client.create("acme");
            String session = client.send(client.startSession(account))
                    .expect(202)
                    .data()
                    .path("id")
                    .asText();
            while (NodeProcesses.ofSession(session).isEmpty()) {
                Thread.onSpinWait();
            }
        }

        assertThat(LeftBehind.of(directory)).isEmpty();
    }

    @Test
    void endsAtTheStepThatFailsAndNamesIt() throws Exception {
        try (Demo demo = Demo.once(Optional.of(directory), out)) {
            demo.upstream().close();

            assertThat(demo.run()).isFalse();
        }

        assertThat(screen())
                .containsPattern("acme chats with its key\\s+FAILED")
                .doesNotContain("streamed");
    }

    private String screen() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
