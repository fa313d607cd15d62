package dev.atom.http.route;

import dev.atom.core.db.Page;
import dev.atom.core.identity.DesktopKeys;
import dev.atom.core.identity.IssuedKey;
import dev.atom.core.identity.KeyRequest;
import dev.atom.core.identity.UserId;
import dev.atom.core.limit.AbuseGuard;
import dev.atom.core.tenant.TenantResolver;
import dev.atom.core.tenant.TenantResolver.KeyStanding;
import dev.atom.http.route.Route.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The API keys of a user, in the user's own hands; and what a key is worth, for whoever has it. */
final class DesktopKeyRoutes {
    private static final String ALL = "/api/desktop/keys";
    private static final String ONE = "/api/desktop/keys/{id}";

    private final DesktopKeys keys;
    private final TenantResolver resolver;
    private final AbuseGuard abuse;

    DesktopKeyRoutes(DesktopKeys keys, TenantResolver resolver, AbuseGuard abuse) {
        this.keys = keys;
        this.resolver = resolver;
        this.abuse = abuse;
    }

    List<Route> routes() {
        return List.of(
                Route.user(Method.POST, ALL + "/generate", this::generate),
                Route.user(Method.GET, ALL, this::list).inDefence(),
                Route.user(Method.DELETE, ONE, this::revoke).inDefence(),
                Route.user(Method.POST, ONE + "/rotate", this::rotate).inDefence(),
                Route.open(Method.POST, ALL + "/validate", this::validate));
    }

    private void generate(Call call) {
        KeyRequest wanted = call.body(NewKeyBody.class).toRequest();
        try (IssuedKey issued = keys.generate(call.caller(), call.user(), wanted)) {
            call.created(IssuedKeyBody.of(issued));
        }
    }

    private void list(Call call) {
        call.page(new Page<>(keys.list(call.caller(), call.user()), Optional.empty()), call.render(ApiKeyBody::of));
    }

    private void revoke(Call call) {
        keys.revoke(call.caller(), call.user(), call.uuid("id"));
        call.done();
    }

    private void rotate(Call call) {
        UUID id = call.uuid("id");
        Duration grace =
                call.optionalBody(RotationBody.class).map(RotationBody::grace).orElse(DesktopKeys.USUAL_GRACE);
        try (IssuedKey issued = keys.rotate(call.caller(), call.user(), id, grace)) {
            call.created(IssuedKeyBody.of(issued));
        }
    }

    private void validate(Call call) {
        String presented = call.body(KeyToValidateBody.class).apiKey();
        abuse.keyValidation(call.client());
        call.data(resolver.standing(presented).<Object>map(ValidKeyBody::of).orElse(new InvalidKeyBody(false)));
    }

    private record RotationBody(@Nullable Integer graceSeconds) {
        Duration grace() {
            return graceSeconds == null ? DesktopKeys.USUAL_GRACE : Duration.ofSeconds(graceSeconds);
        }
    }

    private record KeyToValidateBody(String apiKey) {
        /** Never the key. */
        @Override
        public String toString() {
            return "KeyToValidateBody";
        }
    }

    private record InvalidKeyBody(boolean valid) {}

    private record ValidKeyBody(boolean valid, Optional<UUID> userId, UUID tenantId, Instant expiresAt) {
        static ValidKeyBody of(KeyStanding key) {
            return new ValidKeyBody(
                    true, key.user().map(UserId::value), key.tenant().value(), key.expiresAt());
        }
    }
}
