package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.db.PageRequest;
import dev.atom.spi.node.NodeRef;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real processes that end without warning, or are stopped and go on, on one real database and one cloud of files. */
class KilledProcessTest {
    @TempDir
    Path directory;

    private final NodeFixture nodes = new NodeFixture();

    @AfterEach
    void close() {
        nodes.close();
    }

    private NodeChild child(Step step, boolean waits) throws IOException {
        return NodeChild.start(nodes.tenancy.database.settings(), nodes.caller.tenant(), directory, step, waits);
    }

    private NodeService takeOver() {
        return nodes.another(Steps.NONE, new DirectoryCloud(directory));
    }

    /** What runs, read from the directory alone. */
    private Set<String> running() {
        return new DirectoryCloud(directory)
                .files().stream().map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }

    private Set<String> wanted(NodeService service) {
        return service.list(nodes.caller, PageRequest.first()).items().stream()
                .filter(claim -> claim.phase().isLive())
                .map(NodeClaim::node)
                .flatMap(Optional::stream)
                .map(NodeRef::externalId)
                .collect(Collectors.toSet());
    }

    private void settle(NodeService service) {
        for (int i = 0; i < 3; i++) {
            nodes.pass(Duration.ofMinutes(3));
            List<ComputeSession> sessions =
                    service.sessions().list(nodes.caller, PageRequest.first()).items();
            sessions.stream().filter(ComputeSession::isActive).forEach(session -> service.sessions()
                    .heartbeat(nodes.caller, session.id()));
            service.loop().due();
            service.loop().cycle();
            service.loop().cycle();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"AFTER_DECISION", "AFTER_SUSPICION"})
    void leavesNothingUnaccountedWhereverItIsKilled(Step step) throws Exception {
        try (NodeChild child = child(step, false)) {
            assertThat(child.exitCode()).isEqualTo(137);
        }

        try (NodeService service = takeOver()) {
            settle(service);

            assertThat(running()).isEqualTo(wanted(service));
            assertThat(service.list(nodes.caller, PageRequest.first()).items())
                    .allMatch(claim -> claim.phase() == ClaimPhase.READY);
        }
    }

    @Test
    void killsNothingThatIsWantedWhenItIsStoppedPastItsTurnAndGoesOn() throws Exception {
        try (NodeChild child = child(Step.AFTER_LIST, true);
                NodeService service = takeOver()) {
            child.awaitStep();
            signal("STOP", child.pid());
            nodes.pass(Duration.ofMinutes(2));
            ComputeSession started =
                    service.sessions().start(nodes.caller, NewSession.of(DirectoryCloud.ID, NodeFixture.IMAGE));
            service.loop().cycle();
            service.loop().cycle();
            signal("CONT", child.pid());
            child.goOn();
            assertThat(child.exitCode()).isZero();

            settle(service);
            assertThat(service.sessions().get(nodes.caller, started.id()).isActive())
                    .isTrue();
            assertThat(running()).isEqualTo(wanted(service)).hasSize(2);
        }
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }
}
