package dev.atom.cloud.fly;

import static dev.atom.tck.NodeFixture.CALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.CallContext;
import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.Lookup;
import dev.atom.spi.node.NodeListing;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeScopes;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.Reason;
import dev.atom.tck.BlockingTransport;
import dev.atom.tck.CannedReply;
import dev.atom.tck.CannedReply.Fault;
import dev.atom.tck.CapturedRequest;
import dev.atom.tck.HostileBodies;
import dev.atom.tck.NodeFixture;
import dev.atom.tck.ReplayServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers Fly should not give, and a stranger between might. None may pass for a certain one. */
class FlyHostileTest {
    private final ReplayServer server = ReplayServer.start();
    private final TenantId tenant = new TenantId(UUID.randomUUID());
    private final NodeProvider provider = provider(Clock.systemUTC());
    private final NodeFixture nodes = new NodeFixture(provider, new ImageRef("x"), tenant);
    private final NodeRef ref = new NodeRef("fly", provider.scope(tenant), "148e21fe", "148e21fe");

    private NodeProvider provider(Clock clock) {
        Map<String, String> settings = Map.of(
                "base_url",
                server.uri("").toString(),
                "token",
                "t",
                "org",
                "acme",
                "app_name_prefix",
                "atom",
                "requests_per_second",
                "9999");
        return new FlyFactory()
                .create("fly", Settings.of("nodes.fly", settings), new ProviderContext(new BlockingTransport(), clock));
    }

    @AfterEach
    void stop() {
        provider.close();
        server.close();
    }

    @Test
    void findsTheNextPageOfAppsInTheBodyToo() {
        server.onAny(CannedReply.json(200, "{\"apps\":[],\"next_cursor\":\"two\"}"));
        assertThat(provider.scopes().orElseThrow().list(Optional.empty(), CALL))
                .isInstanceOfSatisfying(NodeScopes.Listing.Page.class, page -> assertThat(page.next())
                        .contains(new Cursor("two")));
    }

    @Test
    void takesNoHostileBodyForAnAnswer() {
        HostileBodies.all().forEach(body -> {
            server.onAny(CannedReply.of(200, "application/json", body));
            assertThat(create()).isInstanceOf(CreateOutcome.Ambiguous.class);
            assertThat(nodes.get(ref)).isInstanceOf(Lookup.Unavailable.class);
            NodeListing listing = list();
            assertThat(!(listing instanceof NodeListing.Page page)
                            || page.nodes().isEmpty())
                    .isTrue();
            assertThat(removed()).isNotInstanceOf(DestroyOutcome.Gone.class);
        });
    }

    @Test
    void saysNothingCertainForAStatusThatIsNotFlys() {
        for (int status : new int[] {302, 307, 408, 500, 502, 503, 504, 599}) {
            server.onAny(CannedReply.json(status, "{\"id\":\"148e21fe\"}"));
            assertThat(create()).as("%s", status).isInstanceOf(CreateOutcome.Ambiguous.class);
            assertThat(nodes.get(ref)).as("%s", status).isInstanceOf(Lookup.Unavailable.class);
            assertThat(nodes.destroy(ref)).as("%s", status).isInstanceOf(DestroyOutcome.Ambiguous.class);
            assertThat(list()).as("%s", status).isInstanceOf(NodeListing.Unavailable.class);
        }
    }

    @Test
    void believesNo404OfAServerThatSays404ToEverything() {
        server.onAny(CannedReply.json(404, "<html>captive portal</html>"));
        assertThat(nodes.get(ref)).isInstanceOf(Lookup.Unavailable.class);
        assertThat(nodes.destroy(ref)).isInstanceOf(DestroyOutcome.Ambiguous.class);
        assertThat(create()).isInstanceOf(CreateOutcome.Rejected.class);
    }

    /** Of two first sessions of a tenant, the one that came second to make the app was told that a stranger had it. */
    @Test
    void takesTheAppForAStrangersOnlyWhenItIsSeenToBe() {
        server.onAny(request -> answerOfATakenName(request, "acme"));
        assertThat(create()).isInstanceOfSatisfying(CreateOutcome.Rejected.class, refused -> {
            assertThat(refused.why().kind()).isEqualTo(Reason.Kind.BUSY);
            assertThat(refused.retryAfter()).isPresent();
        });
        server.onAny(request -> answerOfATakenName(request, "stranger"));
        assertThat(create()).isInstanceOfSatisfying(CreateOutcome.Rejected.class, refused -> {
            assertThat(refused.why().kind()).isEqualTo(Reason.Kind.NAME_TAKEN);
            assertThat(refused.why().detail()).contains("another organisation");
            assertThat(refused.retryAfter()).isEmpty();
        });
    }

    private static CannedReply answerOfATakenName(CapturedRequest request, String organisation) {
        if (request.target().endsWith("/machines")) {
            return CannedReply.json(404, "{\"error\":\"app not found\"}");
        }
        return request.method().equals("GET")
                ? CannedReply.json(200, "{\"organization\":{\"slug\":\"" + organisation + "\"}}")
                : CannedReply.json(422, "{\"error\":\"Name has already been taken\",\"status\":\"name_taken\"}");
    }

    @Test
    void isNotSureAfterConnectionsThatEndAnyhow() {
        for (Fault fault : List.of(Fault.RESET_BEFORE_HEAD, Fault.RESET_IN_BODY, Fault.CUT_IN_BODY, Fault.GARBAGE)) {
            server.onAny(CannedReply.json(200, "{\"id\":\"148e21fe\"}").with(fault));
            assertThat(create()).as("%s", fault).isInstanceOf(CreateOutcome.Ambiguous.class);
            assertThat(nodes.get(ref)).as("%s", fault).isInstanceOf(Lookup.Unavailable.class);
            assertThat(nodes.destroy(ref)).as("%s", fault).isInstanceOf(DestroyOutcome.Ambiguous.class);
            assertThat(list()).as("%s", fault).isInstanceOf(NodeListing.Unavailable.class);
        }
    }

    @Test
    void isNotSureWhenNoAnswerComesInTime() {
        server.onAny(CannedReply.json(200, "{}").with(Fault.HANG));
        // By this clock the time is not over before the request is sent, however long this thread had to wait.
        try (NodeProvider standing = provider(Clock.fixed(Instant.now(), ZoneOffset.UTC))) {
            assertThat(standing.create(nodes.spec(nodes.tags()), CallContext.within(Duration.ofMillis(600))))
                    .isInstanceOf(CreateOutcome.Ambiguous.class);
        }
    }

    /** L7, L15: an id made up by whoever answers would be the address of something else at the next call. */
    @Test
    void takesNoIdThatIsNoIdAndNoMachineThatWasNotAskedFor() {
        for (String id : List.of("..", "a/b", "x?force=true", "", " ", "148E")) {
            server.onAny(CannedReply.json(200, "{\"id\":\"" + id + "\",\"state\":\"started\"}"));
            assertThat(create()).as(id).isInstanceOf(CreateOutcome.Ambiguous.class);
        }
        server.onAny(CannedReply.json(200, "{\"id\":\"another\",\"state\":\"destroyed\"}"));
        assertThat(nodes.get(ref)).isInstanceOf(Lookup.Unavailable.class);
        server.onAny(CannedReply.json(200, "{\"machines\":[{\"id\":\"..\",\"app_name\":\"x\"},{\"id\":\"a\"}]}"));
        assertThat(list()).isInstanceOfSatisfying(NodeListing.Page.class, page -> {
            assertThat(page.nodes()).isEmpty();
            assertThat(page.completeness().complete()).isFalse();
        });
    }

    private CreateOutcome create() {
        return provider.create(nodes.spec(nodes.tags()), CALL);
    }

    private NodeListing list() {
        return provider.list(NodeSelector.of(nodes.owner()), Optional.empty(), CALL);
    }

    private DestroyOutcome removed() {
        NodeScopes scopes = provider.scopes().orElseThrow();
        return scopes.remove(provider.scope(tenant), CALL);
    }
}
