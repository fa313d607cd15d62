package dev.atom.cloud.guacamole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.cloud.guacamole.GuacamoleFixture.Desk;
import dev.atom.spi.node.CallContext;
import dev.atom.spi.node.GatewayLook;
import dev.atom.spi.node.GatewayLook.Seen;
import dev.atom.spi.node.GatewayLook.Unavailable;
import dev.atom.spi.node.Reason;
import dev.atom.tck.CannedReply;
import dev.atom.tck.CannedReply.Fault;
import dev.atom.tck.HostileBodies;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers Guacamole should not give, and a stranger between might. None may pass for a complete one without the connection. */
class GuacamoleHostileTest {
    private static final List<String> PARTS =
            List.of("tokens", "activeConnections", "connections", "self/effectivePermissions");

    private final GuacamoleFixture desks = new GuacamoleFixture();
    private final Desk used = desks.desk();

    GuacamoleHostileTest() {
        desks.guacamole.open(used.connection());
    }

    @AfterEach
    void stop() {
        desks.close();
    }

    @Test
    void takesNoHostileBodyForAWholeAnswerWithoutTheConnection() {
        desks.look();
        for (String part : PARTS) {
            HostileBodies.all().forEach(body -> {
                if (Arrays.equals(body, "{}".getBytes(java.nio.charset.StandardCharsets.US_ASCII))) {
                    return; // An answer as good as any: nobody is connected.
                }
                desks.guacamole.instead(part, CannedReply.of(200, "application/json", body));
                desks.guacamole.expireTokens();
                GatewayLook look = desks.look();
                assertThat(look instanceof Seen seen
                                && seen.complete()
                                && !seen.connected().contains(used.session()))
                        .as("%s %s", part, look)
                        .isFalse();
                desks.guacamole.heal();
            });
        }
        assertThat(desks.look()).isEqualTo(new Seen(Set.of(used.session()), true));
    }

    @Test
    void isNotCompleteWhenAConnectionCannotBeRead() {
        for (String one : List.of("null", "7", "\"x\"", "[]", "{}", "{\"connectionIdentifier\":null}")) {
            desks.guacamole.instead("activeConnections", CannedReply.json(200, "{\"a\":" + one + "}"));
            assertThat(desks.look()).as(one).isEqualTo(new Seen(Set.of(), false));
        }
        desks.guacamole.heal();
        desks.guacamole.instead("connections", CannedReply.json(200, "{\"7\":{\"name\":null}}"));
        assertThat(desks.look()).isEqualTo(new Seen(Set.of(used.session()), false));
    }

    @Test
    void hasNoAnswerForAnyOtherStatus() {
        for (int status : new int[] {204, 301, 302, 400, 401, 403, 404, 429, 500, 502, 503}) {
            for (String part : PARTS) {
                desks.pass(Duration.ofMinutes(6));
                desks.guacamole.expireTokens();
                desks.guacamole.instead(part, CannedReply.json(status, "{}"));
                assertThat(desks.look()).as("%s %s", part, status).isInstanceOf(Unavailable.class);
                desks.guacamole.heal();
            }
        }
    }

    @Test
    void hasNoAnswerWhenConnectionsBreakAnyhow() {
        for (Fault fault : List.of(Fault.RESET_BEFORE_HEAD, Fault.RESET_IN_BODY, Fault.CUT_IN_BODY, Fault.GARBAGE)) {
            for (String part : PARTS) {
                desks.guacamole.expireTokens();
                desks.guacamole.instead(part, CannedReply.json(200, "{}").with(fault));
                assertThat(desks.look()).as("%s %s", part, fault).isInstanceOf(Unavailable.class);
                desks.guacamole.heal();
            }
        }
        desks.guacamole.close();
        assertThat(desks.failure()).isEqualTo(Reason.Kind.UNREACHABLE);
    }

    @Test
    void hasNoAnswerWhenNoneComesInTime() {
        desks.guacamole.instead("connections", CannedReply.json(200, "{}").with(Fault.HANG));

        assertThat(desks.gateway.look(CallContext.within(Duration.ofMillis(900))))
                .isInstanceOfSatisfying(
                        Unavailable.class, away -> assertThat(away.why().kind()).isEqualTo(Reason.Kind.TIMEOUT));
    }

    @Test
    void sendsNoTokenThatCouldBeAnotherHeaderAndAsksNoPathThatCouldBeAnother() {
        for (String reply : List.of(
                "{\"authToken\":\"a\\r\\nX-Evil: 1\",\"dataSource\":\"postgresql\"}",
                "{\"authToken\":\"\",\"dataSource\":\"postgresql\"}",
                "{\"authToken\":\"abc\",\"dataSource\":\"../../tokens\"}",
                "{\"authToken\":\"abc\"}")) {
            desks.guacamole.instead("tokens", CannedReply.json(200, reply));
            assertThat(desks.failure()).as(reply).isEqualTo(Reason.Kind.PROVIDER_ERROR);
        }
        assertThat(desks.asked()).allMatch(asked -> asked.endsWith("/api/tokens"));
    }
}
