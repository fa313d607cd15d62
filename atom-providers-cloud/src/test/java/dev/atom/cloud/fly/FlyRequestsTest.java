package dev.atom.cloud.fly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.DestroyMode;
import dev.atom.spi.node.NodeListing;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeScopes;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.Resources;
import dev.atom.tck.CapturedRequest;
import dev.atom.tck.NodeFixture;
import dev.atom.tck.fly.FlyFault;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every request the provider can send, as it goes over the wire. The same shapes were checked against Fly's document. */
class FlyRequestsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FlyFixture fixture =
            new FlyFixture(Map.of("requests_per_second", "9999", "region", "fra", "cpu_kind", "performance"));

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void makesTheAppWhenThereIsNoneAndTheMachineInIt() throws Exception {
        NodeTags tags = fixture.nodes.tags();
        CreateOutcome outcome = fixture.provider.create(
                fixture.nodes.spec(tags).with(new Resources(2, 700)).with("LEASE", "s3cret"), NodeFixture.CALL);
        assertThat(outcome).isInstanceOf(CreateOutcome.Created.class);
        String machines = "POST /v1/apps/atom-test-0123456789ab4cde8f0123456789abcd/machines";
        assertThat(fixture.asked(0)).containsExactly(machines, "POST /v1/apps", machines);
        assertThat(body(1)).isEqualTo(JSON.readTree("""
                {"name": "atom-test-0123456789ab4cde8f0123456789abcd", "org_slug": "acme-org"}"""));
        assertThat(body(2)).isEqualTo(body(0)).isEqualTo(expectedMachine(tags));
        assertHeaders(0, true);
        assertHeaders(1, true);
    }

    private static JsonNode expectedMachine(NodeTags tags) throws Exception {
        Map<String, String> env = new HashMap<>(Map.of("LEASE", "s3cret"));
        tags.toMap().forEach((key, value) -> env.put(key.toUpperCase(java.util.Locale.ROOT), value));
        JsonNode machine = JSON.readTree("""
                {"region": "fra",
                 "config": {
                   "image": "registry.fly.io/desktop:1",
                   "guest": {"cpu_kind": "performance", "cpus": 2, "memory_mb": 768},
                   "auto_destroy": true,
                   "restart": {"policy": "no"}}}""");
        ((com.fasterxml.jackson.databind.node.ObjectNode) machine)
                .put("name", tags.name().toString());
        com.fasterxml.jackson.databind.node.ObjectNode config =
                (com.fasterxml.jackson.databind.node.ObjectNode) machine.get("config");
        config.set("env", JSON.valueToTree(env));
        config.set("metadata", JSON.valueToTree(tags.toMap()));
        return machine;
    }

    @Test
    void looksAtAMachine() {
        NodeRef ref = fixture.nodes.create();
        int from = fixture.fly.requests().size();
        fixture.nodes.found(ref);
        assertThat(fixture.asked(from))
                .containsExactly("GET /v1/apps/" + ref.scope() + "/machines/" + ref.externalId());
        assertHeaders(from, false);
    }

    @Test
    void listsTheOrganisationInLargestPages() {
        int from = fixture.fly.requests().size();
        fixture.nodes.listAll();
        assertThat(fixture.asked(from)).containsExactly("GET /v1/orgs/acme-org/machines?limit=1000");
        assertHeaders(from, false);
    }

    @Test
    void followsTheCursorAndEncodesIt() {
        NodeListing listing = fixture.provider.list(
                NodeSelector.of(fixture.nodes.owner()), Optional.of(new Cursor("a b&c=d/é+")), NodeFixture.CALL);
        assertThat(listing).isInstanceOf(NodeListing.Page.class);
        assertThat(fixture.asked(0))
                .containsExactly("GET /v1/orgs/acme-org/machines?cursor=a%20b%26c%3Dd%2F%C3%A9%2B&limit=1000");
    }

    @Test
    void listsOneApp() {
        NodeRef ref = fixture.nodes.create();
        int from = fixture.fly.requests().size();
        fixture.nodes.listAll(NodeSelector.in(ref.scope(), fixture.nodes.owner()));
        fixture.provider.list(
                NodeSelector.in(ref.scope(), fixture.nodes.owner()), Optional.of(new Cursor("x")), NodeFixture.CALL);
        assertThat(fixture.asked(from))
                .containsExactly(
                        "GET /v1/apps/" + ref.scope() + "/machines",
                        "GET /v1/apps/" + ref.scope() + "/machines?cursor=x");
    }

    @Test
    void deletesAMachineByForce() {
        NodeRef ref = fixture.nodes.create();
        int from = fixture.fly.requests().size();
        fixture.nodes.destroy(ref);
        assertThat(fixture.asked(from))
                .containsExactly("DELETE /v1/apps/" + ref.scope() + "/machines/" + ref.externalId() + "?force=true");
        assertHeaders(from, false);
    }

    @Test
    void stopsARunningMachineBeforeItDeletesItGracefully() throws Exception {
        NodeRef ref = fixture.nodes.create();
        int from = fixture.fly.requests().size();
        fixture.provider.destroy(ref, DestroyMode.GRACEFUL, NodeFixture.CALL);
        String machine = "/v1/apps/" + ref.scope() + "/machines/" + ref.externalId();
        assertThat(fixture.asked(from)).containsExactly("DELETE " + machine, "POST " + machine + "/stop");
        assertThat(body(from + 1)).isEqualTo(JSON.readTree("{\"timeout\": \"10s\"}"));
    }

    @Test
    void asksForTheAppThenForTheOrganisationBeforeItBelievesA404() {
        NodeRef never = new NodeRef("fly", fixture.app(), "148e21fe", "148e21fe");
        fixture.nodes.get(never);
        assertThat(fixture.asked(0))
                .containsExactly(
                        "GET /v1/apps/" + fixture.app() + "/machines/148e21fe",
                        "GET /v1/apps/" + fixture.app(),
                        "GET /v1/orgs/acme-org/machines?limit=1");
    }

    @Test
    void looksIntoAnAppTwiceBeforeItRemovesIt() {
        fixture.nodes.destroyUntilGone(fixture.nodes.create());
        int from = fixture.fly.requests().size();
        NodeScopes scopes = fixture.provider.scopes().orElseThrow();
        scopes.list(Optional.empty(), NodeFixture.CALL);
        scopes.remove(fixture.app(), NodeFixture.CALL);
        assertThat(fixture.asked(from))
                .containsExactly(
                        "GET /v1/apps?org_slug=acme-org",
                        "GET /v1/apps/" + fixture.app(),
                        "GET /v1/apps/" + fixture.app() + "/machines",
                        "DELETE /v1/apps/" + fixture.app());
        assertHeaders(from + 3, false);
    }

    @Test
    void followsTheCursorOfTheApps() {
        NodeScopes scopes = fixture.provider.scopes().orElseThrow();
        scopes.list(Optional.of(new Cursor("a b&c=d/é+")), NodeFixture.CALL);
        assertThat(fixture.asked(0)).containsExactly("GET /v1/apps?cursor=a%20b%26c%3Dd%2F%C3%A9%2B&org_slug=acme-org");
        assertHeaders(0, false);
    }

    @Test
    void carriesTheTokenInItsHeaderAndNowhereElse() {
        NodeRef ref = fixture.nodes.create();
        fixture.fly.inject(FlyFault.TOKEN_REVOKED);
        String answers = "" + fixture.nodes.get(ref) + fixture.nodes.destroy(ref) + fixture.provider;
        assertThat(answers).doesNotContain("fm2_fake");
        assertThat(fixture.fly.requests()).allSatisfy(request -> {
            assertThat(request.target()).doesNotContain("fm2_fake");
            assertThat(request.text()).doesNotContain("fm2_fake");
            assertThat(request.header("Authorization")).contains("Bearer " + fixture.fly.token());
        });
    }

    private JsonNode body(int request) throws Exception {
        return JSON.readTree(fixture.fly.requests().get(request).text());
    }

    private void assertHeaders(int index, boolean withBody) {
        CapturedRequest request = fixture.fly.requests().get(index);
        assertThat(request.header("Authorization")).contains("Bearer " + fixture.fly.token());
        assertThat(request.header("Accept")).contains("application/json");
        assertThat(request.header("Content-Type"))
                .isEqualTo(withBody ? Optional.of("application/json") : Optional.empty());
        assertThat(request.text().isEmpty()).isEqualTo(!withBody);
    }
}
