package dev.atom.cloud.fly;

import static dev.atom.tck.NodeFixture.CALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.CallContext;
import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.DestroyMode;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.HostHealth;
import dev.atom.spi.node.Lookup;
import dev.atom.spi.node.NodeListing;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeScopes;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.NodeSpec;
import dev.atom.spi.node.NodeState;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.Reason;
import dev.atom.spi.node.Reason.Kind;
import dev.atom.tck.fly.FlyFault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlyProviderTest {
    private final FlyFixture fixture = FlyFixture.unlimited();

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void givesEachTenantAnAppOfItsOwn() {
        NodeRef ref = fixture.nodes.create();
        TenantId other = new TenantId(UUID.randomUUID());
        assertThat(ref.scope()).isEqualTo(fixture.app()).isNotEqualTo(fixture.provider.scope(other));
        assertThat(fixture.fly.apps()).containsExactly(fixture.app());
    }

    @Test
    void refusesToPutATenantsMachineIntoAnothersApp() {
        NodeTags tags = fixture.nodes.tags();
        String other = fixture.provider.scope(new TenantId(UUID.randomUUID()));
        NodeSpec astray = NodeSpec.of(tags, other, fixture.nodes.spec(tags).image());
        assertThat(rejection(fixture.provider.create(astray, CALL)).kind()).isEqualTo(Kind.OUT_OF_SIGHT);
        assertThat(fixture.fly.machines()).isEmpty();
    }

    /** L2: an ambiguous create, done again, made a second node. */
    @Test
    void adoptsItsOwnMachineAfterAnAmbiguousCreate() {
        for (FlyFault fault : List.of(FlyFault.CREATE_TIMED_OUT, FlyFault.CREATE_REPLY_LOST)) {
            NodeTags tags = fixture.nodes.tags();
            fixture.fly.once(fault);
            assertThat(create(tags)).as("%s", fault).isInstanceOf(CreateOutcome.Ambiguous.class);
            CreateOutcome again = create(tags);
            assertThat(again).isInstanceOf(CreateOutcome.Exists.class);
            assertThat(fixture.nodes.found(((CreateOutcome.Exists) again).ref()).tags())
                    .contains(tags);
        }
        assertThat(fixture.fly.machines()).hasSize(2);
    }

    @Test
    void doesNotAdoptAMachineThatHasTheNameAndOtherTags() {
        NodeTags tags = fixture.nodes.tags();
        Map<String, String> foreign = new HashMap<>(fixture.nodes.tags().toMap());
        fixture.fly.seed(fixture.app(), tags.name().toString(), foreign);
        assertThat(rejection(create(tags)).kind()).isEqualTo(Kind.NAME_TAKEN);
    }

    @Test
    void isNotSureOfAMachineThatHasTheNameAndShowsNoTags() {
        NodeTags tags = fixture.nodes.tags();
        fixture.nodes.create(tags);
        fixture.fly.inject(FlyFault.CONFIG_VANISHED);
        assertThat(create(tags)).isInstanceOf(CreateOutcome.Ambiguous.class);
    }

    @Test
    void tellsRefusalsOfACreateApart() {
        fixture.nodes.create();
        Map<FlyFault, Kind> refusals = Map.of(
                FlyFault.OVER_QUOTA, Kind.QUOTA,
                FlyFault.NO_CAPACITY, Kind.CAPACITY,
                FlyFault.TOKEN_REVOKED, Kind.AUTHENTICATION,
                FlyFault.RATE_LIMITED, Kind.RATE_LIMITED);
        refusals.forEach((fault, kind) -> {
            fixture.fly.once(fault);
            assertThat(rejection(create(fixture.nodes.tags())).kind()).isEqualTo(kind);
        });
        assertThat(fixture.fly.machines()).hasSize(1);
    }

    @Test
    void saysWhenTheAppsNameMayBelongToSomebodyElseAndIsToBeAskedAgain() {
        fixture.fly.inject(FlyFault.APP_NAME_TAKEN);
        CreateOutcome outcome = create(fixture.nodes.tags());
        Reason why = rejection(outcome);
        assertThat(why.kind()).isEqualTo(Kind.BUSY);
        assertThat(why.detail()).contains(fixture.app()).contains("prefix");
        assertThat(((CreateOutcome.Rejected) outcome).retryAfter()).isPresent();
    }

    /** L3: an unfollowed page, an empty or partial list, read as the truth. */
    @Test
    void readsEveryPageUpToTheMissingCursorAndAdmitsMissingRegions() {
        List<NodeRef> made = List.of(fixture.nodes.create(), fixture.nodes.create(), fixture.nodes.create());
        fixture.fly.inject(FlyFault.LIST_SHORT_PAGES);
        assertThat(fixture.nodes.pages(NodeSelector.of(fixture.nodes.owner()))).hasSizeGreaterThan(3);
        assertThat(fixture.nodes.listAll()).extracting(ObservedNode::ref).containsExactlyInAnyOrderElementsOf(made);
        assertThat(fixture.nodes.listAll(NodeSelector.in(fixture.app(), fixture.nodes.owner())))
                .hasSize(3);
        fixture.fly.heal().inject(FlyFault.LIST_REGION_MISSING);
        NodeListing.Page page =
                fixture.nodes.pages(NodeSelector.of(fixture.nodes.owner())).get(0);
        assertThat(page.completeness().complete()).isFalse();
        assertThat(page.completeness().missing()).containsExactly("ams");
    }

    /** L3: an empty list is a list like any other; that the machine is there is known from asking for it. */
    @Test
    void stillFindsAMachineThatAnEmptyListDoesNotShow() {
        NodeRef ref = fixture.nodes.create();
        fixture.fly.inject(FlyFault.LIST_EMPTY);
        assertThat(fixture.nodes.listAll()).isEmpty();
        assertThat(fixture.nodes.get(ref)).isInstanceOf(Lookup.Found.class);
    }

    /** L6: "delete accepted" taken for "deleted". */
    @Test
    void saysAcceptedUntilTheMachineIsGone() {
        NodeRef ref = fixture.nodes.create();
        fixture.fly.inject(FlyFault.DESTROY_STUCK);
        assertThat(fixture.nodes.destroy(ref)).isInstanceOf(DestroyOutcome.Accepted.class);
        assertThat(fixture.nodes.found(ref).state()).isEqualTo(NodeState.DESTROYING);
        fixture.fly.finishDestroys();
        assertThat(fixture.nodes.get(ref)).isInstanceOf(Lookup.NotFound.class);
    }

    @Test
    void takesTheMemoryOfADestroyedMachineForGone() {
        NodeRef ref = fixture.nodes.create();
        fixture.fly.inject(FlyFault.DESTROYED_LINGERS);
        fixture.nodes.destroy(ref);
        assertThat(fixture.nodes.get(ref)).isInstanceOf(Lookup.NotFound.class);
        assertThat(fixture.nodes.listAll()).isEmpty();
    }

    /** L7: a name used again led to the deletion of the wrong machine. */
    @Test
    void destroysTheMachineOfTheIdAndNotTheNextOneOfItsName() {
        NodeTags tags = fixture.nodes.tags();
        NodeRef first = fixture.nodes.create(tags);
        fixture.nodes.destroyUntilGone(first);
        NodeRef second = fixture.nodes.create(tags);
        assertThat(second).isNotEqualTo(first);
        assertThat(fixture.nodes.destroy(first)).isInstanceOf(DestroyOutcome.Gone.class);
        assertThat(fixture.nodes.get(second)).isInstanceOf(Lookup.Found.class);
    }

    /** L8: a machine that could not be destroyed in its state was given up. */
    @Test
    void saysBlockedWhileALeaseIsHeld() {
        NodeRef ref = fixture.nodes.create();
        fixture.fly.inject(FlyFault.DESTROY_LEASED);
        DestroyOutcome outcome = fixture.nodes.destroy(ref);
        assertThat(outcome).isInstanceOfSatisfying(DestroyOutcome.Blocked.class, blocked -> {
            assertThat(blocked.why().kind()).isEqualTo(Kind.LOCKED);
            assertThat(blocked.retryAfter()).isPresent();
        });
        fixture.fly.heal();
        fixture.nodes.destroyUntilGone(ref);
    }

    @Test
    void stopsARunningMachineAndDeletesItAtTheNextCallWhenAskedGracefully() {
        NodeRef ref = fixture.nodes.create();
        assertThat(fixture.provider.destroy(ref, DestroyMode.GRACEFUL, CALL))
                .isInstanceOf(DestroyOutcome.Accepted.class);
        assertThat(fixture.provider.destroy(ref, DestroyMode.GRACEFUL, CALL)).isInstanceOf(DestroyOutcome.Gone.class);
    }

    /** L11: "could not ask" treated like "not found": Fly answers 404 to a token of another organisation too. */
    @Test
    void doesNotBelieveA404OfATokenThatSeesNothing() {
        Settable clock = new Settable();
        try (FlyFixture slow = new FlyFixture(clock, Map.of("requests_per_second", "9999"))) {
            NodeRef ref = slow.nodes.create(
                    slow.nodes.tags(slow.nodes.owner(), clock.instant().plusSeconds(3600)));
            clock.now = clock.now.plusSeconds(60);
            slow.fly.inject(FlyFault.TOKEN_OF_ANOTHER_ORG);
            assertThat(slow.nodes.get(ref)).isInstanceOf(Lookup.Unavailable.class);
            assertThat(slow.nodes.destroy(ref)).isInstanceOf(DestroyOutcome.Ambiguous.class);
            assertThat(slow.provider.list(NodeSelector.in(ref.scope(), slow.nodes.owner()), Optional.empty(), CALL))
                    .isInstanceOf(NodeListing.Unavailable.class);
        }
    }

    @Test
    void believesA404OfATokenThatSeesTheOrganisation() {
        NodeRef never = new NodeRef("fly", fixture.app(), "148e21fe", "148e21fe");
        assertThat(fixture.nodes.get(never)).isInstanceOf(Lookup.NotFound.class);
        assertThat(fixture.nodes.destroy(never)).isInstanceOf(DestroyOutcome.Gone.class);
    }

    /** L15: an id that is none made "delete this machine" mean "delete the app". */
    @Test
    void sendsNothingForAnIdThatIsAPath() {
        fixture.nodes.create();
        int from = fixture.fly.requests().size();
        for (String id : List.of("..", ".", "../..", "a/b", "a?force=true", "a%2e", "a b", "A")) {
            NodeRef hostile = new NodeRef("fly", fixture.app(), id, id);
            assertThat(fixture.nodes.destroy(hostile)).as(id).isInstanceOf(DestroyOutcome.Blocked.class);
            assertThat(fixture.nodes.get(hostile)).as(id).isInstanceOf(Lookup.Unavailable.class);
            NodeRef scope = new NodeRef("fly", id.equals("A") ? ".." : id, "148e21fe", "148e21fe");
            assertThat(fixture.nodes.destroy(scope)).as(id).isInstanceOf(DestroyOutcome.Blocked.class);
        }
        assertThat(fixture.asked(from).stream().filter(asked -> asked.startsWith("DELETE")))
                .isEmpty();
        assertThat(fixture.fly.machines()).hasSize(1);
    }

    /** L17: what was made before a failure was lost with it. */
    @Test
    void keepsTheMachinesOfEarlierCreatesWhenALaterOneFails() {
        NodeRef first = fixture.nodes.create();
        fixture.fly.once(FlyFault.OVER_QUOTA);
        create(fixture.nodes.tags());
        fixture.fly.once(FlyFault.CREATE_REPLY_LOST);
        NodeTags lost = fixture.nodes.tags();
        create(lost);
        assertThat(fixture.nodes.listAll())
                .hasSize(2)
                .extracting(ObservedNode::ref)
                .contains(first);
        assertThat(fixture.nodes.listAll())
                .anySatisfy(node -> assertThat(node.tags()).contains(lost));
    }

    @Test
    void tellsTheClaimOfAMachineOnABrokenHostByItsName() {
        NodeTags tags = fixture.nodes.tags();
        NodeRef ref = fixture.nodes.create(tags);
        fixture.fly.inject(FlyFault.CONFIG_VANISHED);
        ObservedNode node = fixture.nodes.found(ref);
        assertThat(node.host()).isEqualTo(HostHealth.UNREACHABLE);
        assertThat(node.tags()).isEmpty();
        assertThat(node.claim()).contains(tags.claim());
        assertThat(fixture.nodes.listAll()).extracting(ObservedNode::claim).containsExactly(Optional.of(tags.claim()));
    }

    @Test
    void findsItsNodesUnderAFormerPrefix() {
        NodeTags tags = fixture.nodes.tags();
        fixture.fly.seed("former-prefix-app", tags.name().toString(), tags.toMap());
        ObservedNode node = fixture.nodes.listAll().get(0);
        assertThat(node.ref().scope()).isEqualTo("former-prefix-app");
        fixture.nodes.destroyUntilGone(node.ref());
        assertThat(fixture.fly.machines()).isEmpty();
    }

    @Test
    void keepsItsHandsOffMachinesThatAreNotAtoms() {
        String id = fixture.fly.seed("shop", "db-1", Map.of("team", "shop")).id();
        NodeRef foreign = new NodeRef("fly", "shop", id, id);
        assertThat(fixture.nodes.destroy(foreign)).isInstanceOf(DestroyOutcome.Blocked.class);
        assertThat(fixture.nodes.listAll()).isEmpty();
        assertThat(fixture.fly.machines()).hasSize(1);
    }

    @Test
    void removesAnAppThatIsEmptyAndNoOther() {
        NodeScopes scopes = fixture.provider.scopes().orElseThrow();
        NodeRef ref = fixture.nodes.create();
        assertThat(scopes.list(Optional.empty(), CALL))
                .isInstanceOfSatisfying(NodeScopes.Listing.Page.class, page -> assertThat(page.scopes())
                        .containsExactly(new NodeScopes.Scope(fixture.app(), fixture.tenant)));
        assertThat(scopes.remove(fixture.app(), CALL)).isInstanceOf(DestroyOutcome.Blocked.class);
        fixture.fly.inject(FlyFault.LIST_EMPTY);
        assertThat(scopes.remove(fixture.app(), CALL))
                .as("an empty list alone does not prove an app empty")
                .isInstanceOf(DestroyOutcome.Blocked.class);
        fixture.fly.heal();
        fixture.nodes.destroyUntilGone(ref);
        assertThat(scopes.remove(fixture.app(), CALL)).isInstanceOf(DestroyOutcome.Accepted.class);
        assertThat(fixture.fly.apps()).isEmpty();
        assertThat(scopes.remove(fixture.app(), CALL)).isInstanceOf(DestroyOutcome.Gone.class);
        assertThat(scopes.remove("shop", CALL)).isInstanceOf(DestroyOutcome.Blocked.class);
        fixture.nodes.create();
        assertThat(fixture.fly.apps()).containsExactly(fixture.app());
    }

    /** Fly's limits are for each action and thing; keeping them ourselves, its 429 is never seen. */
    @Test
    void staysWithinFlysLimitsWithoutAskingTooMuch() {
        Settable clock = new Settable();
        try (FlyFixture limited = new FlyFixture(clock, Map.of())) {
            limited.fly.limitRates(clock);
            Instant deadline = clock.instant().plus(Duration.ofHours(1));
            NodeTags first = limited.nodes.tags(limited.nodes.owner(), deadline);
            limited.nodes.create(first);
            clock.now = clock.now.plusSeconds(3);
            for (int i = 0; i < 3; i++) {
                limited.nodes.create(limited.nodes.tags(limited.nodes.owner(), deadline));
            }
            int from = limited.fly.requests().size();
            CreateOutcome fourth = limited.provider.create(
                    limited.nodes.spec(limited.nodes.tags(limited.nodes.owner(), deadline)), CALL);
            assertThat(fourth).isInstanceOfSatisfying(CreateOutcome.Rejected.class, rejected -> {
                assertThat(rejected.why().kind()).isEqualTo(Kind.RATE_LIMITED);
                assertThat(rejected.retryAfter()).contains(Duration.ofSeconds(1));
            });
            assertThat(limited.asked(from)).isEmpty();
            clock.now = clock.now.plusSeconds(1);
            limited.nodes.create(limited.nodes.tags(limited.nodes.owner(), deadline));
            assertThat(limited.fly.machines()).hasSize(5);
        }
    }

    @Test
    void sendsNothingOnceItsTimeIsOver() {
        Settable clock = new Settable() {
            @Override
            public Instant instant() {
                now = now.plusSeconds(1);
                return now;
            }
        };
        try (FlyFixture slow = new FlyFixture(clock, Map.of())) {
            NodeTags tags = slow.nodes.tags(slow.nodes.owner(), clock.now.plusSeconds(3600));
            CreateOutcome outcome =
                    slow.provider.create(slow.nodes.spec(tags), CallContext.within(Duration.ofMillis(1)));
            assertThat(rejection(outcome).kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(slow.fly.requests()).isEmpty();
        }
    }

    private CreateOutcome create(NodeTags tags) {
        return fixture.provider.create(fixture.nodes.spec(tags), CALL);
    }

    private static Reason rejection(CreateOutcome outcome) {
        assertThat(outcome).isInstanceOf(CreateOutcome.Rejected.class);
        return ((CreateOutcome.Rejected) outcome).why();
    }

    private static class Settable extends Clock {
        Instant now = Instant.parse("2030-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
