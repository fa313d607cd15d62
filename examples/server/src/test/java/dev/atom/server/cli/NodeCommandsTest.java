package dev.atom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.OwnerId;
import dev.atom.spi.node.SessionId;
import dev.atom.spi.node.StoreIncarnation;
import dev.atom.tck.fly.FlyFake;
import dev.atom.tck.fly.FlyFault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands about nodes, over a cloud with machines that are an hour old. */
@Timeout(300)
class NodeCommandsTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final OwnerId OWNER = new OwnerId("ours");
    private static final String APP = "atom-test-0000000000000000000000000000000a";

    @TempDir
    Path directory;

    private final FlyFake fly = FlyFake.start(Clock.offset(Clock.systemUTC(), HOUR.negated()));
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(
                directory.resolve("atom.yaml"),
                "nodes: {owner: " + OWNER + ", providers: {fly: {org: " + fly.org() + ", base_url: '" + fly.uri()
                        + "', app_name_prefix: atom-test, requests_per_second: 9999, allow_http: true}}}");
    }

    @AfterEach
    void stop() {
        fly.close();
    }

    @Test
    void reapShowsNodesPastTheirDeadlineAndDestroysThemOnlyWhenTold() {
        String over =
                seed(new StoreIncarnation(UUID.randomUUID()), Instant.now().minus(HOUR));
        String inTime =
                seed(new StoreIncarnation(UUID.randomUUID()), Instant.now().plus(HOUR));

        assertThat(run("reap")).isZero();
        assertThat(out())
                .contains("DESTROY_ORPHAN " + over)
                .doesNotContain(inTime)
                .doesNotContain("it is gone");
        assertThat(fly.machines()).hasSize(2);

        assertThat(run("reap", "--enforce")).isZero();
        assertThat(fly.machines()).extracting(machine -> machine.id()).containsExactly(inTime);
    }

    /** What a provider refused was printed as if it had been done, and the command said that all was well. */
    @Test
    void reapFailsWhenTheProviderDoesNotDoIt() {
        String over =
                seed(new StoreIncarnation(UUID.randomUUID()), Instant.now().minus(HOUR));

        fly.inject(FlyFault.DESTROY_LEASED);
        assertThat(run("reap", "--enforce")).isEqualTo(1);
        assertThat(out()).contains(over, "the provider would not end it: LOCKED");

        fly.heal().inject(FlyFault.DESTROY_REPLY_LOST);
        assertThat(run("reap", "--enforce")).isEqualTo(1);
        assertThat(out()).contains("whether it will end is not known");
    }

    @Test
    void cleanupShowsOrphansAndDestroysThemOnlyWhenTold() {
        assertThat(run("nodes", "restored")).isZero();
        StoreIncarnation store = begun();
        String orphan = seed(store, Instant.now().plus(HOUR));
        String formerLife =
                seed(new StoreIncarnation(UUID.randomUUID()), Instant.now().plus(HOUR));

        assertThat(run("audit", "verify")).as("a command that only reads").isZero();
        assertThat(run("nodes", "cleanup")).isZero();
        assertThat(out())
                .contains("DESTROY_ORPHAN " + orphan, "QUARANTINE " + formerLife, "2 nodes, 2 without a claim");
        assertThat(fly.machines()).hasSize(2);

        fly.inject(FlyFault.DESTROY_LEASED);
        assertThat(run("nodes", "cleanup", "--enforce")).isEqualTo(1);
        assertThat(out()).contains("the provider would not end it");

        fly.heal();
        assertThat(run("nodes", "cleanup", "--enforce")).isZero();
        assertThat(fly.machines()).extracting(machine -> machine.id()).containsExactly(formerLife);
    }

    private String seed(StoreIncarnation store, Instant deadline) {
        NodeTags tags = new NodeTags(
                OWNER,
                store,
                new TenantId(new UUID(0, 10)),
                new SessionId(UUID.randomUUID()),
                new ClaimId(UUID.randomUUID()),
                deadline);
        return fly.seed(APP, tags.name().toString(), tags.toMap()).id();
    }

    private StoreIncarnation begun() {
        Matcher life = Pattern.compile("begins its life ([0-9a-f-]{36})").matcher(out());
        assertThat(life.find()).isTrue();
        return StoreIncarnation.parse(life.group(1));
    }

    private int run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", directory.resolve("atom.yaml").toString()));
        Map<String, String> environment = Map.of(
                "ATOM_MASTER_KEY",
                Base64.getEncoder().encodeToString(new byte[32]),
                "ATOM_DATABASE_DATA_DIR",
                directory.resolve("data").toString(),
                "FLY_API_TOKEN",
                fly.token());
        return new CommandLine(new Console(stream(out), stream(err), environment)).run(all);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
