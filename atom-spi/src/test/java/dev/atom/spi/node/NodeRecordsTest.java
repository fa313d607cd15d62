package dev.atom.spi.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeRecordsTest {
    private static final Instant DEADLINE = Instant.parse("2030-01-02T03:04:05.678901Z");
    private static final NodeTags TAGS = new NodeTags(
            new OwnerId("acme-prod"),
            new StoreIncarnation(new UUID(1, 2)),
            new TenantId(new UUID(3, 4)),
            new SessionId(new UUID(5, 6)),
            new ClaimId(new UUID(-7, -8)),
            DEADLINE);

    @Test
    void readsBackTheTagsItWrote() {
        assertThat(NodeTags.read(TAGS.toMap())).contains(TAGS);
        assertThat(TAGS.deadline()).isEqualTo(Instant.parse("2030-01-02T03:04:05Z"));
    }

    @Test
    void readsNothingWhenOneTagIsMissingOrDamaged() {
        for (String key : TAGS.toMap().keySet()) {
            Map<String, String> without = new HashMap<>(TAGS.toMap());
            without.remove(key);
            assertThat(NodeTags.read(without)).as("without %s", key).isEmpty();
            Map<String, String> damaged = new HashMap<>(TAGS.toMap());
            damaged.put(key, "Ω not it");
            assertThat(NodeTags.read(damaged)).as("with a damaged %s", key).isEmpty();
        }
    }

    /** L14: deadlines that are compared as text sort 10:00Z behind 10:00:30Z. */
    @Test
    void comparesDeadlinesAsInstants() {
        Map<String, String> whole = new HashMap<>(TAGS.toMap());
        whole.put("atom_deadline", "2030-01-02T10:00Z");
        Map<String, String> later = new HashMap<>(TAGS.toMap());
        later.put("atom_deadline", "2030-01-02T10:00:30Z");
        assertThat(NodeTags.read(whole).orElse(TAGS).deadline())
                .isBefore(NodeTags.read(later).orElse(TAGS).deadline());
    }

    @Test
    void namesTheClaimInTheName() {
        String name = TAGS.name().toString();
        assertThat(name).isEqualTo("acme-prod-fffffffffffffff9fffffffffffffff8");
        assertThat(NodeName.read(name)).contains(TAGS.name());
        String longest = new NodeName(new OwnerId("a".repeat(24)), TAGS.claim()).toString();
        assertThat(longest).hasSizeLessThanOrEqualTo(63);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "acme",
                "acme-",
                "-0123456789abcdef0123456789abcdef",
                "acme-0123456789ABCDEF0123456789abcdef",
                "acme-0123456789abcdef0123456789abcde",
                "acme-0123456789abcdef0123456789abcdef0",
                "acme--0123456789abcdef0123456789abcdef",
                "acme-0123456789abcdef0123456789abcdef\n",
                "Acme-0123456789abcdef0123456789abcdef"
            })
    void readsNoOtherName(String text) {
        assertThat(NodeName.read(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "1a", "a-", "a_b", "a.b", "a/b", "abcdefghijklmnopqrstuvwxy", "a\n"})
    void refusesOwnersThatCouldNotBePartOfAHostName(String text) {
        assertThatThrownBy(() -> new OwnerId(text)).isInstanceOf(AtomException.class);
    }

    @Test
    void tellsTheClaimFromTheNameWhenTheTagsAreLost() {
        ObservedNode bare = node(TAGS.name().toString(), Optional.empty());
        assertThat(bare.claim()).contains(TAGS.claim());
        assertThat(bare.owner()).contains(TAGS.owner());
        assertThat(node("db-1", Optional.empty()).claim()).isEmpty();
        assertThat(node("db-1", Optional.of(TAGS)).claim()).contains(TAGS.claim());
    }

    /** L10: an installation that sweeps its sibling's nodes. */
    @Test
    void selectsByTheTagsBeforeTheName() {
        NodeSelector ours = NodeSelector.of(new OwnerId("other"));
        String nameOfOurs = new NodeName(new OwnerId("other"), TAGS.claim()).toString();
        assertThat(ours.selects(node(nameOfOurs, Optional.of(TAGS)))).isFalse();
        assertThat(ours.selects(node(nameOfOurs, Optional.empty()))).isTrue();
        assertThat(ours.selects(node("anything", Optional.empty()))).isFalse();
        assertThat(NodeSelector.in("s2", TAGS.owner()).selects(node("x", Optional.of(TAGS))))
                .isFalse();
        assertThat(NodeSelector.in("s1", TAGS.owner()).selects(node("x", Optional.of(TAGS))))
                .isTrue();
    }

    @Test
    void coversNothingWhenSomethingIsMissing() {
        assertThat(Completeness.full(DEADLINE).covers("s1")).isTrue();
        assertThat(Completeness.of(Set.of("s1"), DEADLINE).covers("s1")).isTrue();
        assertThat(Completeness.of(Set.of("s1"), DEADLINE).covers("s2")).isFalse();
        assertThat(Completeness.lacking(Set.of("ams"), DEADLINE).covers("s1")).isFalse();
        assertThatThrownBy(() -> new Completeness(true, Set.of(), Set.of("ams"), DEADLINE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsTheEnvironmentOutOfItsText() {
        NodeSpec spec = NodeSpec.of(TAGS, "s1", new ImageRef("desktop"))
                .with("LEASE_TOKEN", "s3cret")
                .with(new Resources(2, 512));
        assertThat(spec.toString()).contains("desktop", "s1").doesNotContain("s3cret", "LEASE_TOKEN");
        assertThat(spec.resources().cpus()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1A", "A B", "A=B", "A-B", "ATOM_CLAIM", "atom_owner", "Ä", "A\n"})
    void refusesEnvironmentNamesThatAreNoneOrReserved(String name) {
        NodeSpec spec = NodeSpec.of(TAGS, "s1", new ImageRef("desktop"));
        assertThatThrownBy(() -> spec.with(name, "s3cret"))
                .isInstanceOf(AtomException.class)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void refusesEnvironmentsThatAreTooLargeOrHoldNul() {
        NodeSpec spec = NodeSpec.of(TAGS, "s1", new ImageRef("desktop"));
        assertThatThrownBy(() -> spec.with("A", "x\0y")).isInstanceOf(AtomException.class);
        assertThatThrownBy(() -> spec.with("A", "x".repeat(32_768))).isInstanceOf(AtomException.class);
        assertThatThrownBy(() -> NodeSpec.of(TAGS, " ", new ImageRef("desktop")))
                .isInstanceOf(AtomException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-x", "a b", "a;b", "a$b", "../x", "a\n"})
    void refusesImagesNoRegistryNames(String text) {
        assertThatThrownBy(() -> new ImageRef(text)).isInstanceOf(AtomException.class);
    }

    /** L15: a claim with an empty provider id, for which "destroy" did nothing and reported success. */
    @Test
    void refusesARefWithoutAnId() {
        assertThatThrownBy(() -> new NodeRef("fly", "app", "", "u")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NodeRef("fly", " ", "id", "u")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesLimitsThatMeanNothing() {
        assertThatThrownBy(() -> new RateBudget(0, Duration.ofSeconds(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RateBudget(1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CallContext.within(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Cursor("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Resources(0, 256)).isInstanceOf(AtomException.class);
        Duration minute = Duration.ofMinutes(1);
        assertThatThrownBy(() -> new ProviderLimits(0, minute, minute, minute, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ObservedNode node(String name, Optional<NodeTags> tags) {
        return new ObservedNode(
                new NodeRef("p", "s1", "id", "id"), name, NodeState.RUNNING, tags, Optional.empty(), HostHealth.OK);
    }
}
