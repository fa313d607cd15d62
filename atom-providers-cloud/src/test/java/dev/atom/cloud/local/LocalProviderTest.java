package dev.atom.cloud.local;

import static dev.atom.tck.NodeFixture.CALL;
import static dev.atom.tck.NodeFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.DestroyMode;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.Lookup;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeSpec;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.Reason;
import dev.atom.tck.NodeFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProviderTest {
    /** Children in sessions of their own, and one whose parent is gone. */
    private static final String TREE = """
            setsid sleep 600 &
            setsid sh -c 'sleep 600 & sleep 600' &
            sh -c 'setsid sleep 600 &' &
            touch grown
            sleep 600
            """;

    @TempDir
    private Path directory;

    @Test
    void endsTheWholeTreeWhateverSessionsItOpened() throws IOException {
        try (LocalFixture fixture = new LocalFixture(directory, TREE)) {
            NodeRef ref = fixture.nodes.create();
            fixture.text(ref, "grown");
            eventually("the tree has grown", () -> fixture.pids(ref).size() >= 8);
            fixture.nodes.destroyUntilGone(ref);
            assertThat(fixture.pids(ref)).isEmpty();
        }
    }

    @Test
    void endsATreeThatForksWhileItIsBeingKilled() throws IOException {
        String storm = "touch grown\nwhile :; do sleep 3 & sleep 0.005; done\n";
        try (LocalFixture fixture = new LocalFixture(directory, storm)) {
            NodeRef ref = fixture.nodes.create();
            fixture.text(ref, "grown");
            fixture.nodes.destroyUntilGone(ref);
            assertThat(fixture.pids(ref)).isEmpty();
        }
    }

    @Test
    void endsTheWholeTreeAtTheDeadlineThoughItsRootWasKilled() throws IOException {
        try (LocalFixture fixture = new LocalFixture(directory, TREE, Map.of("path", sleepsUntilTold()))) {
            NodeRef ref = fixture.nodes.create();
            eventually("the tree has grown", () -> fixture.pids(ref).size() >= 8);
            eventually("the deadline is slept for", () -> Files.exists(directory.resolve("seconds")));
            assertThat(Files.readString(directory.resolve("seconds"))).matches("3[0-6]\\d\\d\\n");
            List<Long> all = fixture.pids(ref);
            ProcessHandle root = ProcessHandle.current()
                    .children()
                    .filter(child -> all.contains(child.pid()))
                    .findFirst()
                    .orElseThrow();
            root.destroyForcibly();
            root.onExit().join();
            assertThat(fixture.pids(ref)).isNotEmpty().doesNotContain(root.pid());
            Files.createFile(directory.resolve("over"));
            eventually("nothing is left", () -> fixture.pids(ref).isEmpty());
            assertThat(fixture.nodes.get(ref)).isInstanceOf(Lookup.NotFound.class);
        }
    }

    /** A search path whose {@code sleep}, asked for the time to the deadline, an hour, sleeps until the test says that it is over. */
    private String sleepsUntilTold() throws IOException {
        Path programs = Files.createDirectory(directory.resolve("programs"));
        Path sleep = Files.writeString(programs.resolve("sleep"), """
                #!/bin/sh
                [ "$1" = 600 ] && exec /bin/sleep 600
                echo "$1" > %1$s/seconds.part && mv %1$s/seconds.part %1$s/seconds
                while [ ! -e %1$s/over ]; do /bin/sleep 0.3; done
                """.formatted(directory));
        Files.setPosixFilePermissions(sleep, PosixFilePermissions.fromString("rwx------"));
        return programs + ":/usr/local/bin:/usr/bin:/bin";
    }

    @Test
    void endsWhatTheWorkLeftBehindWhenTheWorkEnds() throws IOException {
        try (LocalFixture fixture = new LocalFixture(directory, "setsid sleep 600 &\nsleep 0.2\n")) {
            NodeRef ref = fixture.nodes.create();
            eventually("nothing is left", () -> fixture.pids(ref).isEmpty());
        }
    }

    @Test
    void letsTheWorkFinishWhenItIsAskedGracefully() throws IOException {
        String patient =
                "trap 'touch asked; sleep 0.3; touch finished; exit' TERM\ntouch ready\nwhile :; do sleep 0.05; done\n";
        try (LocalFixture fixture = new LocalFixture(directory, patient)) {
            NodeRef ref = fixture.nodes.create();
            fixture.text(ref, "ready");
            Path finished = fixture.state
                    .resolve("nodes")
                    .resolve(fixture.nodes.found(ref).name())
                    .resolve("finished");
            assertThat(fixture.provider.destroy(ref, DestroyMode.GRACEFUL, CALL))
                    .isInstanceOf(DestroyOutcome.Accepted.class);
            eventually("the work has finished", () -> Files.exists(finished));
            eventually("the node is gone", () -> fixture.nodes.get(ref) instanceof Lookup.NotFound);
        }
    }

    @Test
    void givesTheNodeNothingOfItsOwnEnvironment() throws IOException {
        try (LocalFixture fixture = new LocalFixture(directory, "env > env.tmp && mv env.tmp env\nsleep 600\n")) {
            NodeTags tags = fixture.nodes.tags();
            CreateOutcome outcome =
                    fixture.provider.create(fixture.nodes.spec(tags).with("LEASE", "l-1"), CALL);
            NodeRef ref = ((CreateOutcome.Created) outcome).ref();
            List<String> names = fixture.text(ref, "env")
                    .lines()
                    .map(line -> line.substring(0, line.indexOf('=')))
                    .toList();
            assertThat(names)
                    .containsExactlyInAnyOrder(
                            "PATH",
                            "HOME",
                            "PWD",
                            "LEASE",
                            "ATOM_NODE_ID",
                            "ATOM_NODE_NAME",
                            "ATOM_NODE_CREATED",
                            "ATOM_OWNER",
                            "ATOM_STORE",
                            "ATOM_TENANT",
                            "ATOM_SESSION",
                            "ATOM_CLAIM",
                            "ATOM_DEADLINE");
        }
    }

    @Test
    void neverBlocksANodeThatTalksALot() throws IOException {
        String chatty = "yes chatter | head -c 3000000\ntouch said\nsleep 600\n";
        try (LocalFixture fixture = new LocalFixture(directory, chatty)) {
            NodeRef ref = fixture.nodes.create();
            fixture.text(ref, "said");
            assertThat(fixture.text(ref, "output.log")).hasSize(3_000_000);
        }
    }

    @Test
    void refusesASecondTenantUnlessToldOtherwise() throws IOException {
        try (LocalFixture fixture = new LocalFixture(directory, "sleep 600\n")) {
            fixture.nodes.create();
            NodeFixture second = fixture.fixture(new TenantId(UUID.randomUUID()));
            CreateOutcome refused = fixture.provider.create(second.spec(second.tags()), CALL);
            assertThat(refused).isInstanceOfSatisfying(CreateOutcome.Rejected.class, rejected -> {
                assertThat(rejected.why().kind()).isEqualTo(Reason.Kind.NOT_ISOLATED);
                // What is rejected is shown to the tenant that asked.
                assertThat(rejected.why().detail())
                        .doesNotContain(fixture.nodes.tags().tenant().toString());
            });
            assertThat(second.listAll()).isEmpty();
        }
        try (LocalFixture told = new LocalFixture(directory, "sleep 600\n", Map.of("multi_tenant", "true"))) {
            NodeFixture second = told.fixture(new TenantId(UUID.randomUUID()));
            second.destroyUntilGone(second.create());
        }
    }

    @Test
    void runsConfiguredImagesOnly() throws IOException {
        try (LocalFixture fixture = new LocalFixture(directory, "sleep 600\n")) {
            NodeTags tags = fixture.nodes.tags();
            for (String image : List.of("other", "bin/sleep", "sleep")) {
                CreateOutcome outcome = fixture.provider.create(
                        NodeSpec.of(tags, fixture.provider.scope(tags.tenant()), new ImageRef(image)), CALL);
                assertThat(outcome).isInstanceOf(CreateOutcome.Rejected.class);
            }
            assertThat(fixture.nodes.listAll()).isEmpty();
        }
    }

    /** L7: after a restart of the machine the same numbers mean other processes. */
    @Test
    void knowsThatANodeOfAnEarlierBootIsGone() throws IOException {
        try (LocalFixture fixture = new LocalFixture(directory, "sleep 600\n")) {
            NodeRef ref = fixture.nodes.create();
            NodeRef earlier = new NodeRef(ref.provider(), ref.scope(), ref.externalId(), "an-earlier-boot");
            assertThat(fixture.nodes.get(earlier)).isInstanceOf(Lookup.NotFound.class);
            assertThat(fixture.nodes.destroy(earlier)).isInstanceOf(DestroyOutcome.Gone.class);
            assertThat(fixture.nodes.found(ref).ref()).isEqualTo(ref);
            eventually("its process is seen", () -> !fixture.pids(ref).isEmpty());
        }
    }

    /** L17: what was started before a failure was lost with it. */
    @Test
    void keepsTheNodesOfEarlierCreatesWhenALaterOneFails() throws IOException {
        try (LocalFixture fixture = new LocalFixture(directory, "sleep 600\n")) {
            NodeRef first = fixture.nodes.create();
            Files.delete(directory.resolve("work.sh"));
            NodeTags tags = fixture.nodes.tags();
            assertThat(fixture.provider.create(fixture.nodes.spec(tags), CALL))
                    .isInstanceOf(CreateOutcome.Rejected.class);
            assertThat(fixture.nodes.listAll()).extracting(ObservedNode::ref).containsExactly(first);
        }
    }

    @Test
    void putsEachNodeIntoAControlGroupOfItsOwnWhereOneIsDelegated() throws IOException {
        Path groups = Files.createDirectory(directory.resolve("cgroup"));
        try (LocalFixture fixture =
                new LocalFixture(directory, "touch up\nsleep 600\n", Map.of("cgroup", groups.toString()))) {
            NodeRef ref = fixture.nodes.create();
            fixture.text(ref, "up");
            Path group = groups.resolve(fixture.nodes.found(ref).name() + "." + ref.externalId());
            assertThat(fixture.pids(ref))
                    .contains(Long.valueOf(
                            Files.readString(group.resolve("cgroup.procs")).strip()));
            Files.createFile(group.resolve("cgroup.kill"));
            fixture.nodes.destroyUntilGone(ref);
            assertThat(group.resolve("cgroup.kill")).hasContent("1");
        }
    }
}
