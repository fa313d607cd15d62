package dev.atom.cloud.fly;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atom.spi.node.CallContext;
import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.NodeScopes;
import dev.atom.spi.node.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The apps. Deleting one deletes every machine in it, and Fly has been seen to show empty lists for apps that were not, so an
 * app counts as empty only when its list and its own count of machines agree.
 */
final class FlyScopes implements NodeScopes {
    private final FlyApi api;
    private final FlySettings settings;
    private final FlyTrust trust;

    FlyScopes(FlyApi api, FlySettings settings, FlyTrust trust) {
        this.api = api;
        this.settings = settings;
        this.trust = trust;
    }

    @Override
    public Listing list(Optional<Cursor> from, CallContext call) {
        try {
            FlyReply reply = api.within(call).apps(from);
            JsonNode apps = reply.body().path("apps");
            if (!reply.succeeded() || !apps.isArray()) {
                Reason reason = FlyErrors.reason(reply);
                return new Listing.Unavailable(reason, FlyErrors.retryAfter(reason));
            }
            List<Scope> scopes = new ArrayList<>();
            for (JsonNode app : apps) {
                String name = app.path("name").asText("");
                settings.tenant(name).ifPresent(tenant -> scopes.add(new Scope(name, tenant)));
            }
            String inBody = reply.body().path("next_cursor").asText("");
            Optional<String> next = reply.next().or(() -> Optional.of(inBody).filter(text -> !text.isEmpty()));
            return new Listing.Page(scopes, next.map(Cursor::new));
        } catch (FlyFailure failed) {
            return new Listing.Unavailable(failed.reason(), failed.retryAfter());
        }
    }

    @Override
    public DestroyOutcome remove(String scope, CallContext call) {
        if (settings.tenant(scope).isEmpty()) {
            return new DestroyOutcome.Blocked(
                    new Reason(Reason.Kind.OUT_OF_SIGHT, "the app " + scope + " is not one of this provider's"),
                    Optional.empty());
        }
        FlyCalls calls = api.within(call);
        try {
            Optional<DestroyOutcome> obstacle = obstacle(scope, calls);
            return obstacle.isPresent() ? obstacle.get() : outcome(calls.deleteApp(scope), scope, calls);
        } catch (FlyFailure failed) {
            return failed.sent()
                    ? new DestroyOutcome.Ambiguous(failed.reason())
                    : new DestroyOutcome.Blocked(failed.reason(), failed.retryAfter());
        }
    }

    /** What keeps the app from being removed, or its being gone already. */
    private Optional<DestroyOutcome> obstacle(String scope, FlyCalls calls) throws FlyFailure {
        FlyReply app = calls.app(scope);
        if (!app.succeeded()) {
            return Optional.of(outcome(app, scope, calls));
        }
        if (app.body().path("machine_count").asInt(1) != 0
                || app.body().path("volume_count").asInt(0) != 0) {
            return Optional.of(notEmpty(scope));
        }
        Optional<Cursor> at = Optional.empty();
        do {
            FlyReply page = calls.appMachines(scope, at);
            if (!page.succeeded() || !page.body().isArray()) {
                return Optional.of(notEmpty(scope));
            }
            for (JsonNode machine : page.body()) {
                if (!FlyRows.gone(machine)) {
                    return Optional.of(notEmpty(scope));
                }
            }
            at = page.next().map(Cursor::new);
        } while (at.isPresent());
        return Optional.empty();
    }

    private DestroyOutcome outcome(FlyReply reply, String scope, FlyCalls calls) throws FlyFailure {
        if (reply.succeeded()) {
            return new DestroyOutcome.Accepted();
        }
        Reason reason = FlyErrors.reason(reply);
        if (reply.status() == 404) {
            return trust.sees(scope, calls) ? new DestroyOutcome.Gone() : new DestroyOutcome.Ambiguous(reason);
        }
        return FlyErrors.certain(reply)
                ? new DestroyOutcome.Blocked(reason, FlyErrors.retryAfter(reason))
                : new DestroyOutcome.Ambiguous(reason);
    }

    private static DestroyOutcome notEmpty(String scope) {
        Reason reason = new Reason(Reason.Kind.NOT_EMPTY, "the app " + scope + " is not certain to be empty");
        return new DestroyOutcome.Blocked(reason, FlyErrors.retryAfter(reason));
    }
}
