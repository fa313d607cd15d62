package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atom.core.node.NodeProviderConfig;
import dev.atom.core.node.NodeSettings;
import dev.atom.core.node.NodeTimes;
import dev.atom.core.node.OrphanCap;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.http.TestServer.Reply;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NodesHttpTest {
    private static final String SESSIONS = "/api/v1/sessions";
    private static final String WANTED = "{\"provider\":\"fake-nodes\",\"image\":\"desktop\",\"ttl_seconds\":600}";

    private final FakeNodes nodes = new FakeNodes();
    private final TestServer server = new TestServer(
            HttpSettings.defaults(), QuotaSettings.endless(), builder -> builder.nodeProviderFactory(nodes)
                    .nodes(new NodeSettings(
                            List.of(NodeProviderConfig.of(FakeNodes.TYPE)),
                            Optional.empty(),
                            NodeTimes.DEFAULT,
                            OrphanCap.DEFAULT)));
    private final String key = server.a.key();

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode start() {
        Reply started = server.send(key, "POST", SESSIONS, WANTED);
        assertThat(started.status()).as(started.text()).isEqualTo(202);
        return started.data();
    }

    @Test
    void startsShowsRenewsAndEndsASession() {
        JsonNode session = start();
        String one = SESSIONS + "/" + session.path("id").asText();

        assertThat(session.path("state").asText()).isEqualTo("active");
        assertThat(session.path("node_state").asText()).isEqualTo("PENDING");
        assertThat(server.get(key, one)
                        .data()
                        .path("resources")
                        .path("memory_mb")
                        .asInt())
                .isEqualTo(256);
        assertThat(server.get(key, SESSIONS).data()).hasSize(1);
        assertThat(server.send(key, "POST", one + "/heartbeat", "").status()).isEqualTo(200);
        Reply ended = server.delete(key, one);
        assertThat(ended.status()).isEqualTo(200);
        assertThat(ended.data().path("node_state").asText()).isIn("TERMINATING", "TERMINATED");
        assertThat(ended.data().path("end_reason").asText()).isEqualTo("released");
        assertThat(server.send(key, "POST", one + "/heartbeat", "").code()).isEqualTo("CONFLICT");
    }

    @Test
    void listsNodesAndGivesThemBack() {
        JsonNode session = start();
        String node = session.path("node_id").asText();

        JsonNode listed = server.get(key, "/api/v1/nodes").data();

        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).path("id").asText()).isEqualTo(node);
        assertThat(server.delete(key, "/api/v1/nodes/" + node)
                        .data()
                        .path("reason")
                        .asText())
                .isEqualTo("released");
        assertThat(server.get(key, SESSIONS + "/" + session.path("id").asText())
                        .data()
                        .path("state")
                        .asText())
                .isEqualTo("ended");
    }

    @Test
    void answersOtherTenantsAsIfThereWereNothing() {
        String one = SESSIONS + "/" + start().path("id").asText();
        String other = server.b.key();

        assertThat(server.get(other, one).code()).isEqualTo("NOT_FOUND");
        assertThat(server.delete(other, one).code()).isEqualTo("NOT_FOUND");
        assertThat(server.send(other, "POST", one + "/heartbeat", "").code()).isEqualTo("NOT_FOUND");
        assertThat(server.get(other, SESSIONS).data()).isEmpty();
        assertThat(server.get(other, "/api/v1/nodes").data()).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithARequest() {
        assertThat(server.send(key, "POST", SESSIONS, "{\"provider\":\"nobody\",\"image\":\"x\"}")
                        .text())
                .contains("NOT_FOUND", "no node provider nobody is configured: there are [fake-nodes]");
        assertThat(server.send(key, "POST", SESSIONS, "{\"provider\":\"fake-nodes\"}")
                        .text())
                .contains("VALIDATION_ERROR", "either image or command");
        assertThat(server.send(key, "POST", SESSIONS, WANTED.replace("600", "5"))
                        .text())
                .contains("VALIDATION_ERROR", "60 to 604800 seconds, not 5");
        assertThat(server.send(key, "POST", SESSIONS, WANTED.replace("desktop", "../etc"))
                        .code())
                .isEqualTo("VALIDATION_ERROR");
        assertThat(server.get(key, SESSIONS + "/1").code()).isEqualTo("BAD_REQUEST");
        assertThat(server.send(key, "POST", "/api/v1/nodes/cleanup", "{\"mode\":\"destroy\"}")
                        .text())
                .contains("VALIDATION_ERROR", "mode must be among dry_run, enforce");
    }

    @Test
    void refusesMoreNodesThanThePlanAllows() {
        start();

        Reply second = server.send(key, "POST", SESSIONS, WANTED);

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.text()).contains("1 nodes, as many as the plan free allows");
    }

    @Test
    @Timeout(60)
    void endsASessionWhoseNodeWillNotGo() {
        JsonNode session = start();
        while (!server.get(key, SESSIONS + "/" + session.path("id").asText())
                .data()
                .path("node_state")
                .asText()
                .equals("READY")) {
            Thread.onSpinWait();
        }
        nodes.stuck = true;

        Reply ended = server.delete(key, SESSIONS + "/" + session.path("id").asText());

        assertThat(ended.status()).isEqualTo(200);
        assertThat(ended.data().path("state").asText()).isEqualTo("ended");
        assertThat(ended.data().path("node_state").asText()).isEqualTo("TERMINATING");
    }

    /** Once the server is not at it by itself. */
    private Reply platformsCleanup() {
        Reply reply = server.send(server.admin, "POST", "/api/v1/nodes/cleanup", "{\"mode\":\"enforce\"}");
        while (reply.status() == 429) {
            reply = server.send(server.admin, "POST", "/api/v1/nodes/cleanup", "{\"mode\":\"enforce\"}");
        }
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply;
    }

    @Test
    @Timeout(60)
    void reportsToATenantItsOwnNodesAndToThePlatformAll() {
        start();

        Reply own = server.send(server.b.key(), "POST", "/api/v1/nodes/cleanup", "{\"mode\":\"dry_run\"}");
        Reply all = platformsCleanup();

        assertThat(own.data().get(0).path("nodes").asInt()).isZero();
        assertThat(all.data().get(0).path("complete").asBoolean()).isTrue();
        assertThat(all.data().get(0).path("unaccounted").asInt()).isZero();
    }
}
