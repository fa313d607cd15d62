package dev.atom.cloud.local;

import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.NodeProviderFactory;
import dev.atom.spi.node.NodeRef;
import dev.atom.tck.NodeFixture;
import dev.atom.tck.NodeProviderContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** The contract, with real processes. What exists is counted by {@code ps}, not by our own scan. */
class LocalProviderContractTest extends NodeProviderContract {
    @TempDir
    private Path state;

    @Override
    protected NodeProviderFactory factory() {
        return new LocalFactory();
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of("state_directory", state.toString(), "images", "sleeper", "image.sleeper", "sleep 600");
    }

    @Override
    protected ImageRef image() {
        return new ImageRef("sleeper");
    }

    @Override
    protected int existing(ClaimId claim) {
        return (int) PsView.environments("ATOM_CLAIM=" + claim).stream()
                .map(environment -> environment.replaceAll(".*ATOM_NODE_ID=([^ ]+).*", "$1"))
                .distinct()
                .count();
    }

    /** From inside: the work is the {@code sleep 600} and nothing else, and may be a moment behind the node it is in. */
    @Override
    protected void endWork(NodeRef node) {
        NodeFixture.eventually("the work runs", () -> !work(node).isEmpty());
        work(node).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
    }

    /** What runs as {@code sleep 600} itself: the shell that starts it and watches it has that among its arguments. */
    private static List<Long> work(NodeRef node) {
        return PsView.pids(PsView.environments("ATOM_NODE_ID=" + node.externalId()).stream()
                .filter(line -> line.matches("\\S+ +\\d+ sleep 600 .*"))
                .toList());
    }
}
