package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.node.StoreIncarnation;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.NamingConvention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The example rules in the documentation speak of numbers that there are. */
class AlertRulesTest {
    private static final Path RULES = Path.of("..", "docs", "alerts.yaml");
    private static final Pattern EXPRESSION = Pattern.compile("(?m)^ *expr: (.*)$");
    private static final Pattern NAME = Pattern.compile("atom_[a-z_]+");

    private final NodeFixture nodes = new NodeFixture();

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void nameOnlyMetersThatExistAfterACycle() throws IOException {
        nodes.cycle();

        assertThat(named()).isNotEmpty().isSubsetOf(exported());
    }

    @Test
    void coverWhatMustNotGoUnnoticed() throws IOException {
        assertThat(named())
                .contains(
                        "atom_nodes_blocked",
                        "atom_nodes_quarantined",
                        "atom_nodes_unaccounted",
                        "atom_nodes_held_back",
                        "atom_nodes_cycles_total");
    }

    @Test
    void areFedByWhatTheLastCycleFound() {
        nodes.cloud.put(NodeFixture.spec(
                nodes.tags(NodeFixture.OWNER, new StoreIncarnation(UUID.randomUUID()), nodes.caller.tenant())));
        for (int i = 0; i < 5; i++) {
            nodes.cloud.putOld(
                    NodeFixture.spec(nodes.tags(NodeFixture.OWNER, nodes.incarnation(), nodes.caller.tenant())));
        }

        nodes.cycle();

        assertThat(gauge("atom.nodes.quarantined")).isEqualTo(1);
        assertThat(gauge("atom.nodes.held.back")).isEqualTo(2);
        assertThat(gauge("atom.nodes.unaccounted")).isEqualTo(6);
        assertThat(nodes.meters
                        .get("atom.nodes.cycles")
                        .tag("complete", "true")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void areNotHeldByAServerThatHasLostItsTurn() {
        nodes.cloud.put(NodeFixture.spec(
                nodes.tags(NodeFixture.OWNER, new StoreIncarnation(UUID.randomUUID()), nodes.caller.tenant())));
        nodes.cycle();
        nodes.pass(Duration.ofMinutes(2));
        try (NodeService other = nodes.another(Steps.NONE, new ScriptedCloud())) {
            other.loop().cycle();
        }

        nodes.cycle();

        assertThat(gauge("atom.nodes.quarantined")).isZero();
        assertThat(gauge("atom.nodes.unaccounted")).isZero();
    }

    private double gauge(String name) {
        return nodes.meters.get(name).gauge().value();
    }

    private static Set<String> named() throws IOException {
        return EXPRESSION
                .matcher(Files.readString(RULES))
                .results()
                .flatMap(expression -> NAME.matcher(expression.group(1)).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    /** As Micrometer's Prometheus registry names them. */
    private Set<String> exported() {
        return nodes.meters.getMeters().stream()
                .map(Meter::getId)
                .flatMap(AlertRulesTest::exported)
                .collect(Collectors.toSet());
    }

    private static Stream<String> exported(Meter.Id id) {
        String name =
                NamingConvention.snakeCase.name(id.getName(), id.getType()).toLowerCase(Locale.ROOT);
        return switch (id.getType()) {
            case COUNTER -> Stream.of(name + "_total");
            case TIMER, LONG_TASK_TIMER ->
                Stream.of(name + "_seconds_sum", name + "_seconds_count", name + "_seconds_max");
            case GAUGE, DISTRIBUTION_SUMMARY, OTHER -> Stream.of(name);
        };
    }
}
