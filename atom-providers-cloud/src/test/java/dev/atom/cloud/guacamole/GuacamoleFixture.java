package dev.atom.cloud.guacamole;

import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import dev.atom.spi.node.CallContext;
import dev.atom.spi.node.GatewayLook;
import dev.atom.spi.node.Reason;
import dev.atom.spi.node.SessionId;
import dev.atom.tck.BlockingTransport;
import dev.atom.tck.guacamole.GuacamoleFake;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A gateway over a fake Guacamole. */
final class GuacamoleFixture implements AutoCloseable {
    final GuacamoleFake guacamole = GuacamoleFake.start();
    final BlockingTransport transport = new BlockingTransport();
    final GuacamoleGateway gateway;
    private Duration passed = Duration.ZERO;

    GuacamoleFixture() {
        this(Map.of());
    }

    GuacamoleFixture(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(settings());
        settings.putAll(more);
        InstantSource time = () -> Instant.now().plus(passed);
        Clock clock = time.withZone(ZoneOffset.UTC);
        gateway = GuacamoleGateway.open(
                "guacamole", Settings.of("nodes.guacamole", settings), new ProviderContext(transport, clock));
    }

    private Map<String, String> settings() {
        return Map.of(
                "base_url", guacamole.uri().toString(),
                "user", GuacamoleFake.USER,
                "password", guacamole.password());
    }

    /** A connection for a new session. */
    Desk desk() {
        SessionId session = new SessionId(UUID.randomUUID());
        return new Desk(session, guacamole.connection("Desktop of Ann " + session));
    }

    /**
     * A session and its connection.
     *
     * @param session the session
     * @param connection Guacamole's id of the connection
     */
    record Desk(SessionId session, String connection) {}

    GatewayLook look() {
        return gateway.look(CallContext.within(Duration.ofSeconds(20)));
    }

    /** Why there is no answer. */
    Reason.Kind failure() {
        return look() instanceof GatewayLook.Unavailable away ? away.why().kind() : fail();
    }

    private static Reason.Kind fail() {
        throw new AssertionError("there was an answer");
    }

    /** What Guacamole was asked, as method and target. */
    List<String> asked() {
        return guacamole.requests().stream().map(Object::toString).toList();
    }

    void pass(Duration time) {
        passed = passed.plus(time);
    }

    @Override
    public void close() {
        guacamole.close();
    }
}
