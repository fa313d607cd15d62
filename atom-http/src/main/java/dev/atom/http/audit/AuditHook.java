package dev.atom.http.audit;

import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.Caller;
import dev.atom.core.audit.Origin;
import dev.atom.core.audit.RefusalLog;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.http.access.Headers;
import dev.atom.spi.ErrorCode;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/**
 * The one place where requests meet the audit log, whichever door they came through: {@link #origin} for what the services
 * record, {@link #failed} for what came to nothing. Never blocks. Thread-safe.
 */
public final class AuditHook {
    private final RefusalLog refusals;

    /** A hook that hands what was refused to the log. */
    public AuditHook(RefusalLog refusals) {
        this.refusals = refusals;
    }

    /** Where a request came from. */
    public static Origin origin(Headers headers, InetAddress client, String requestId) {
        return new Origin(
                Optional.of(requestId),
                Optional.of(client.getHostAddress()),
                headers.all("User-Agent").stream().findFirst());
    }

    /**
     * Notes a request of a known caller that failed: one that was refused, and one that would have changed something. The route
     * is named as it is declared, since a path may hold what the sender should have kept to itself.
     */
    public void failed(ResolvedCaller known, String method, String route, ErrorCode failure) {
        boolean refused = isRefusal(failure);
        if (refused || changes(method)) {
            Caller caller = known.caller();
            refusals.note(AuditEvent.of(
                            caller,
                            refused ? "request.refuse" : "request.fail",
                            "route/" + method + " " + route,
                            Map.of())
                    .withOutcome(failure.name()));
        }
    }

    private static boolean isRefusal(ErrorCode code) {
        return switch (code) {
            case UNAUTHORIZED, FORBIDDEN, TENANT_MISMATCH, RATE_LIMITED, PAYMENT_REQUIRED -> true;
            case BAD_REQUEST,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    CONFLICT,
                    KEY_LIMIT_REACHED,
                    REQUEST_TIMEOUT,
                    PAYLOAD_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    VALIDATION_ERROR,
                    PROVIDER_KEY_MISSING,
                    PROVIDER_AUTHENTICATION_FAILED,
                    INTERNAL_ERROR,
                    PROVIDER_ERROR,
                    UNAVAILABLE,
                    PROVIDER_TIMEOUT -> false;
        };
    }

    private static boolean changes(String method) {
        return !method.equals("GET") && !method.equals("HEAD");
    }
}
