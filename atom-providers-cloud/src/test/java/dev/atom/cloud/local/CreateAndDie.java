package dev.atom.cloud.local;

import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeSpec;
import dev.atom.spi.node.NodeTags;
import dev.atom.tck.BlockingTransport;
import dev.atom.tck.NodeFixture;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** A program that makes a node and is gone at once, without recording anything: {@code STATE PROGRAM TAG=VALUE…}. */
final class CreateAndDie {
    private CreateAndDie() {}

    /** Exits with 137 after a create that made the node, with 138 when it was there already. */
    public static void main(String[] arguments) {
        Map<String, String> tags = new HashMap<>();
        for (int i = 2; i < arguments.length; i++) {
            String[] tag = arguments[i].split("=", 2);
            tags.put(tag[0], tag[1]);
        }
        NodeTags read = NodeTags.read(tags).orElseThrow();
        Settings settings = Settings.of(
                "nodes.local", Map.of("state_directory", arguments[0], "images", "work", "image.work", arguments[1]));
        NodeProvider provider = new LocalFactory()
                .create("local", settings, new ProviderContext(new BlockingTransport(), Clock.systemUTC()));
        CreateOutcome outcome = provider.create(
                NodeSpec.of(read, provider.scope(read.tenant()), new ImageRef("work")), NodeFixture.CALL);
        Runtime.getRuntime().halt(outcome instanceof CreateOutcome.Created ? 137 : 138);
    }
}
