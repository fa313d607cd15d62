package dev.atom.tck;

import static dev.atom.tck.NodeFixture.CALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Settings;
import dev.atom.spi.node.Capability;
import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.NodeListing;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeProviderFactory;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeScopes;
import dev.atom.spi.node.NodeScopes.Scope;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link NodeProviderFactory} and the providers it makes must do. A capability that is claimed is tested; one that
 * is not is not asked for. The hooks say how to reach a service the tests may use, and how to look into it without the
 * provider's help.
 */
public abstract class NodeProviderContract extends NodeLifeContract {
    /** Makes the class a test; subclasses are public or package-private with a default constructor. */
    protected NodeProviderContract() {}

    /** What is known before anything is asked of the service. */
    @Nested
    class Declares {
        @Test
        void isFoundByServiceLoaderUnderAProperType() {
            assertThat(factory().type()).matches("[a-z][a-z0-9-]{0,31}");
            assertThat(ServiceLoader.load(NodeProviderFactory.class))
                    .as("META-INF/services/%s", NodeProviderFactory.class.getName())
                    .extracting(NodeProviderFactory::type)
                    .containsOnlyOnce(factory().type());
        }

        @Test
        void asksNobodyUntilItIsAsked() {
            try (NodeProvider provider = provider()) {
                assertThat(provider.id()).isEqualTo("contract");
                assertThat(provider.scope(tenant)).isNotBlank().isEqualTo(provider.scope(tenant));
                assertThat(provider.limits().pageSize()).isPositive();
                assertThat(provider.capabilities()).isEqualTo(provider.capabilities());
            }
            assertThat(transport.calls()).isEmpty();
        }

        @Test
        void refusesSettingsItDoesNotKnow() {
            Map<String, String> more = new HashMap<>(settings());
            more.put("no_such_setting", "x");
            Settings misspelt = Settings.of("nodes.contract", more);
            for (Consumer<Settings> use : List.<Consumer<Settings>>of(
                    factory()::hosts, given -> factory().create("contract", given, context()))) {
                assertThatThrownBy(() -> use.accept(misspelt))
                        .isInstanceOfSatisfying(AtomException.class, refused -> assertThat(refused.code())
                                .isEqualTo(ErrorCode.VALIDATION_ERROR))
                        .hasMessageContaining("no_such_setting");
            }
        }

        @Test
        void sendsToDeclaredHostsOnly() {
            Set<String> hosts = factory().hosts(Settings.of("nodes.contract", settings()));
            NodeFixture nodes = fixture();
            nodes.destroy(nodes.create());
            assertThat(transport.calls())
                    .extracting(call -> (call.uri().getScheme().equals("http") ? "http://" : "")
                            + call.uri().getRawAuthority())
                    .isSubsetOf(hosts);
        }
    }

    /** What is there. */
    @Nested
    class Lists {
        @Test
        void showsEveryNodeOfItsOwnerAndNoOther() {
            NodeFixture ours = fixture();
            NodeFixture theirs = fixture();
            Set<NodeRef> made = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                made.add(ours.create());
            }
            NodeRef foreign = theirs.create();
            NodeFixture.eventually("all are listed", () -> refs(ours.listAll()).containsAll(made));
            assertThat(refs(ours.listAll())).isEqualTo(made);
            assertThat(refs(theirs.listAll())).isEqualTo(Set.of(foreign));
        }

        @Test
        void showsANodeAtOnceWhenItClaimsThat() {
            try (NodeProvider provider = provider()) {
                if (provider.capabilities().contains(Capability.CONSISTENT_LIST)) {
                    NodeFixture nodes = fixture(provider);
                    NodeRef ref = nodes.create();
                    assertThat(refs(nodes.listAll())).contains(ref);
                }
            }
        }

        @Test
        void carriesTheTagsOfEachNode() {
            NodeFixture nodes = fixture();
            NodeTags tags = nodes.tags();
            NodeRef ref = nodes.create(tags);
            NodeFixture.eventually("it is listed", () -> refs(nodes.listAll()).contains(ref));
            assertThat(nodes.listAll()).singleElement().satisfies(node -> assertThat(node.tags())
                    .contains(tags));
        }

        @Test
        void saysThatItIsCompleteForTheScopesItAnswersFor() {
            NodeFixture nodes = fixture();
            NodeRef ref = nodes.create();
            assertThat(nodes.pages(NodeSelector.of(nodes.owner())))
                    .allSatisfy(page ->
                            assertThat(page.completeness().covers(ref.scope())).isTrue());
        }

        @Test
        void narrowsAListingToOneScope() {
            NodeFixture nodes = fixture();
            NodeRef ref = nodes.create();
            NodeFixture.eventually("it is listed", () -> refs(nodes.listAll()).contains(ref));
            assertThat(refs(nodes.listAll(NodeSelector.in(ref.scope(), nodes.owner()))))
                    .containsExactly(ref);
        }

        @Test
        void survivesACursorFromNowhere() {
            try (NodeProvider provider = provider()) {
                NodeListing listing = provider.list(
                        NodeSelector.of(NodeFixture.newOwner()), Optional.of(new Cursor("\"&limit=1\n..")), CALL);
                assertThat(listing).isNotNull();
            }
        }
    }

    /** The containers it makes for tenants, if it does; nobody else removes them. */
    @Nested
    class Scopes {
        @Test
        void areListedWithTheirTenant() {
            try (NodeProvider provider = provider()) {
                provider.scopes().ifPresent(scopes -> {
                    NodeRef ref = fixture(provider).create();
                    NodeFixture.eventually(
                            "the scope is listed", () -> all(scopes).contains(new Scope(ref.scope(), tenant)));
                });
            }
        }

        @Test
        void areNotRemovedWithANodeInThem() {
            try (NodeProvider provider = provider()) {
                provider.scopes().ifPresent(scopes -> {
                    NodeFixture nodes = fixture(provider);
                    NodeTags tags = nodes.tags();
                    NodeRef ref = nodes.create(tags);
                    assertThat(scopes.remove(ref.scope(), CALL))
                            .isInstanceOfSatisfying(
                                    DestroyOutcome.Blocked.class,
                                    blocked -> assertThat(blocked.why().kind()).isEqualTo(Reason.Kind.NOT_EMPTY));
                    assertThat(existing(tags.claim())).isOne();
                });
            }
        }

        @Test
        void areRemovedWhenEmptyAndMadeAgainWhenNeeded() {
            try (NodeProvider provider = provider()) {
                provider.scopes().ifPresent(scopes -> {
                    NodeFixture nodes = fixture(provider);
                    NodeRef ref = nodes.create();
                    nodes.destroyUntilGone(ref);
                    NodeFixture.eventually(
                            "the empty scope is gone",
                            () -> scopes.remove(ref.scope(), CALL) instanceof DestroyOutcome.Gone);
                    assertThat(all(scopes)).extracting(Scope::scope).doesNotContain(ref.scope());
                    NodeTags tags = nodes.tags();
                    NodeFixture.eventually(
                            "the scope is made again",
                            () -> provider.create(nodes.spec(tags), CALL) instanceof CreateOutcome.Created
                                    || existing(tags.claim()) == 1);
                    assertThat(existing(tags.claim())).isOne();
                });
            }
        }

        @Test
        void areNotTouchedWhenTheyAreNotItsOwn() {
            try (NodeProvider provider = provider()) {
                provider.scopes().ifPresent(scopes -> {
                    fixture(provider).create();
                    List<Scope> before = all(scopes);
                    for (String foreign : List.of("shop", "..", "", "x/machines", "%2e%2e", "a\r\nb")) {
                        assertThat(scopes.remove(foreign, CALL)).as(foreign).isInstanceOf(DestroyOutcome.Blocked.class);
                    }
                    assertThat(all(scopes)).isEqualTo(before);
                });
            }
        }

        private List<Scope> all(NodeScopes scopes) {
            List<Scope> all = new ArrayList<>();
            Optional<Cursor> at = Optional.empty();
            do {
                NodeScopes.Listing listing = scopes.list(at, CALL);
                assertThat(listing).isInstanceOf(NodeScopes.Listing.Page.class);
                NodeScopes.Listing.Page page = (NodeScopes.Listing.Page) listing;
                all.addAll(page.scopes());
                at = page.next();
            } while (at.isPresent());
            return all;
        }
    }

    /** One test for each fault of {@link #faults}. */
    @TestFactory
    Stream<DynamicTest> tellsTheTruthWhenTheServiceFails() {
        return faults().stream()
                .sorted()
                .map(fault -> DynamicTest.dynamicTest(fault.name(), () -> {
                    try (NodeProvider provider = provider()) {
                        new NodeFaultCheck(provider, fixture(provider), this).check(fault);
                    } finally {
                        leaveNothingRunning();
                    }
                }));
    }
}
