package dev.atom.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.cloud.guacamole.GuacamoleGateway;
import dev.atom.core.audit.Caller;
import dev.atom.core.node.ComputeSession;
import dev.atom.core.node.ComputeSessions;
import dev.atom.core.node.EndReason;
import dev.atom.core.node.GatewayPolls;
import dev.atom.core.node.NewSession;
import dev.atom.core.node.NodeProviderConfig;
import dev.atom.core.node.NodeSettings;
import dev.atom.core.node.NodeTimes;
import dev.atom.core.node.OrphanCap;
import dev.atom.core.tenant.Slug;
import dev.atom.http.transport.JettyHttpTransport;
import dev.atom.server.config.GuacamoleConfig;
import dev.atom.server.config.NodesConfig;
import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import dev.atom.spi.node.CallContext;
import dev.atom.spi.node.GatewayLook;
import dev.atom.spi.node.ImageRef;
import dev.atom.tck.CannedReply;
import dev.atom.tck.CannedReply.Fault;
import dev.atom.tck.guacamole.GuacamoleFake;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole server, real processes, and a Guacamole that is asked over real HTTP. */
@Timeout(120)
class GuacamoleServerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    private final GuacamoleFake guacamole = GuacamoleFake.start();

    @AfterEach
    void stop() {
        guacamole.close();
    }

    @Test
    void endsTheSessionWhoseViewerLeftAndNoOther() {
        try (TestServer server = TestServer.start(nodes())) {
            server.tenant("acme");
            Caller acme = Caller.process(
                    server.server()
                            .atom()
                            .atom()
                            .tenants()
                            .find(new Slug("acme"))
                            .orElseThrow()
                            .id(),
                    "test");
            ComputeSessions sessions = server.server().atom().atom().nodes().sessions();
            ComputeSession left = sessions.start(acme, NewSession.of("local", new ImageRef("desktop")));
            ComputeSession used = sessions.start(acme, NewSession.of("local", new ImageRef("desktop")));
            String desk = guacamole.connection("Ann " + left.id());
            String other = guacamole.connection("Ben " + used.id());
            guacamole.open(desk);
            guacamole.open(other);
            long asked = looks();
            await(() -> looks() >= asked + 2);

            guacamole.close(desk);

            await(() -> sessions.get(acme, left.id()).endReason().isPresent());
            assertThat(sessions.get(acme, left.id()).endReason()).contains(EndReason.IDLE);
            assertThat(sessions.get(acme, used.id()).isActive()).isTrue();
            sessions.end(acme, used.id());
            await(() -> sessions.get(acme, used.id()).claim().phase().name().equals("TERMINATED"));
            await(() -> sessions.get(acme, left.id()).claim().phase().name().equals("TERMINATED"));
        }
    }

    @Test
    void readsNoAnswerWithoutAnEndAndWaitsForNoneThatDoesNotCome() {
        try (JettyHttpTransport transport = new JettyHttpTransport()) {
            GuacamoleGateway gateway =
                    GuacamoleGateway.open("desks", settings(), new ProviderContext(transport, Clock.systemUTC()));
            CallContext call = CallContext.within(Duration.ofSeconds(20));
            guacamole.open(guacamole.connection("Ann " + UUID.randomUUID()));
            assertThat(gateway.look(call)).isInstanceOf(GatewayLook.Seen.class);

            guacamole.instead(
                    "activeConnections", CannedReply.json(200, " ".repeat(8192)).with(Fault.ENDLESS));
            assertThat(gateway.look(call)).isInstanceOf(GatewayLook.Unavailable.class);

            guacamole.instead("activeConnections", CannedReply.json(200, "{}").with(Fault.HANG));
            assertThat(gateway.look(CallContext.within(Duration.ofMillis(600))))
                    .isInstanceOf(GatewayLook.Unavailable.class);

            guacamole.close();
            assertThat(gateway.look(call)).isInstanceOf(GatewayLook.Unavailable.class);
        }
    }

    /** How often everything was asked for. */
    private long looks() {
        return guacamole.requests().stream()
                .filter(request -> request.target().endsWith("/effectivePermissions"))
                .count();
    }

    private NodesConfig nodes() {
        Map<String, String> local = Map.of(
                "state_directory", directory.toString(), "images", "desktop", "image.desktop", "tail -f /dev/null");
        return new NodesConfig(
                new NodeSettings(
                        List.of(new NodeProviderConfig("local", "local-process", local)),
                        Optional.empty(),
                        new NodeTimes(Duration.ofMinutes(5), SECOND, SECOND, Duration.ofSeconds(10)),
                        OrphanCap.DEFAULT),
                Optional.of(new GuacamoleConfig(List.of(settings()), new GatewayPolls(SECOND, 2))));
    }

    private Settings settings() {
        Map<String, String> settings = Map.of(
                "base_url", guacamole.uri().toString(),
                "user", GuacamoleFake.USER,
                "password", guacamole.password());
        return Settings.of("nodes.guacamole", settings);
    }

    private static void await(BooleanSupplier hope) {
        while (!hope.getAsBoolean()) {
            LockSupport.parkNanos(10_000_000);
        }
    }
}
