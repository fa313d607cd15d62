package dev.atom.cloud.guacamole;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import dev.atom.spi.node.CallContext;
import dev.atom.spi.node.GatewayLook;
import dev.atom.spi.node.Reason;
import dev.atom.spi.node.SessionGateway;
import dev.atom.spi.node.SessionId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One Apache Guacamole (1.4 or newer) as a gateway. A connection is for the session whose id its name ends in, such as
 * {@code Desktop of Ann 0f8fad5b-d9cb-469f-a165-70867728950e}; other connections do not count. Settings: {@code base_url} (up to
 * the application, such as {@code https://desk.example/guacamole}), {@code allow_http}, {@code user} and {@code password},
 * {@code data_source} (the user's own unless set).
 *
 * <p>The user needs the system permission {@code ADMINISTER}: anybody else is shown a part of the connections, so without it no
 * answer counts as complete. Thread-safe; questions are asked one after the other.
 */
public final class GuacamoleGateway implements SessionGateway {
    /** A refused log-in is not tried again before this, or Guacamole would bar our address. */
    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(5);

    private final String id;
    private final String user;
    private final GuacamoleApi api;
    private final Clock clock;
    private final GuacamoleNames names = new GuacamoleNames();
    private @Nullable GuacamoleToken token;
    private Instant noLogInBefore = Instant.MIN;

    private GuacamoleGateway(String id, String user, GuacamoleApi api, Clock clock) {
        this.id = id;
        this.user = user;
        this.api = api;
        this.clock = clock;
    }

    /**
     * The gateway of those settings; asks nothing yet.
     *
     * @throws dev.atom.spi.AtomException VALIDATION_ERROR naming the wrong setting
     */
    public static GuacamoleGateway open(String id, Settings settings, ProviderContext context) {
        GuacamoleSettings read = GuacamoleSettings.read(settings);
        return new GuacamoleGateway(id, read.user(), new GuacamoleApi(read, context.transport()), context.clock());
    }

    /**
     * The hosts that the password may travel to, as a transport's guard takes them.
     *
     * @throws dev.atom.spi.AtomException VALIDATION_ERROR naming the wrong setting
     */
    public static Set<String> hosts(Settings settings) {
        return GuacamoleSettings.read(settings).hosts();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public synchronized GatewayLook look(CallContext call) {
        Instant end = clock.instant().plus(call.timeout());
        try {
            try {
                return look(token(end), end);
            } catch (GuacamoleFailure failed) {
                if (!failed.isRefusal() || token == null) {
                    throw failed;
                }
                token = null; // It has expired, or Guacamole was started anew.
                return look(token(end), end);
            }
        } catch (GuacamoleFailure failed) {
            return new GatewayLook.Unavailable(failed.why());
        }
    }

    /** Those who are connected are asked for first, so that the connections they use are among those that are listed. */
    private GatewayLook look(GuacamoleToken with, Instant end) throws GuacamoleFailure {
        JsonNode active = api.get(with, "activeConnections", left(end));
        JsonNode connections = api.get(with, "connections", left(end));
        JsonNode permissions = api.get(with, "self/effectivePermissions", left(end));
        boolean complete = isAdministrator(permissions);
        Set<String> used = new HashSet<>();
        for (JsonNode one : active) {
            JsonNode connection = one.path("connectionIdentifier");
            complete &= connection.isTextual();
            used.add(connection.asText());
        }
        complete &= names.take(connections, used);
        Set<SessionId> connected = new HashSet<>();
        used.forEach(connection -> names.of(connection).ifPresent(connected::add));
        return new GatewayLook.Seen(connected, complete);
    }

    private static boolean isAdministrator(JsonNode permissions) {
        for (JsonNode permission : permissions.path("systemPermissions")) {
            if (permission.asText().equals("ADMINISTER")) {
                return true;
            }
        }
        return false;
    }

    private GuacamoleToken token(Instant end) throws GuacamoleFailure {
        GuacamoleToken kept = token;
        if (kept != null) {
            return kept;
        }
        Instant now = clock.instant();
        if (now.isBefore(noLogInBefore)) {
            throw refused(Duration.between(now, noLogInBefore));
        }
        try {
            GuacamoleToken fresh = api.logIn(left(end));
            token = fresh;
            return fresh;
        } catch (GuacamoleFailure failed) {
            if (!failed.isRefusal()) {
                throw failed;
            }
            noLogInBefore = now.plus(AFTER_REFUSAL);
            throw refused(AFTER_REFUSAL);
        }
    }

    private GuacamoleFailure refused(Duration wait) {
        return new GuacamoleFailure(
                Reason.Kind.AUTHENTICATION,
                "Guacamole refused the log-in of " + user + ": check user and password; the next try is in "
                        + wait.toSeconds() + " s");
    }

    private Duration left(Instant end) {
        return Duration.between(clock.instant(), end);
    }
}
