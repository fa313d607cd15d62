package dev.atom.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import dev.atom.tck.NodeFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real JVMs that die. */
class LocalCrashTest {
    @TempDir
    private Path directory;

    /** L1: a node known only to a process that died before it wrote the id down. L9: a node that dies with its maker. */
    @Test
    void findsANodeWhoseMakerDiedBeforeItRecordedAnything() throws Exception {
        try (LocalFixture fixture = new LocalFixture(directory, "sleep 600\n")) {
            NodeTags tags = fixture.nodes.tags();
            assertThat(maker(tags).waitFor()).isEqualTo(137);
            assertThat(fixture.nodes.listAll()).singleElement().satisfies(node -> assertThat(node.tags())
                    .contains(tags));
            assertThat(fixture.provider.create(fixture.nodes.spec(tags), NodeFixture.CALL))
                    .isInstanceOf(CreateOutcome.Exists.class);
        }
    }

    @Test
    void makesOneNodeWhenSeveralProcessesCreateItAtOnce() throws Exception {
        try (LocalFixture fixture = new LocalFixture(directory, "sleep 600\n")) {
            NodeTags tags = fixture.nodes.tags();
            List<Process> makers = List.of(maker(tags), maker(tags), maker(tags));
            List<Integer> exits = new ArrayList<>();
            for (Process maker : makers) {
                exits.add(maker.waitFor());
            }
            assertThat(exits).containsExactlyInAnyOrder(137, 138, 138);
            assertThat(fixture.nodes.listAll()).extracting(ObservedNode::claim).hasSize(1);
        }
    }

    private Process maker(NodeTags tags) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CreateAndDie.class.getName(),
                directory.resolve("state").toString(),
                directory.resolve("work.sh").toString()));
        tags.toMap().forEach((key, value) -> command.add(key + "=" + value));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
