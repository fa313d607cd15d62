package dev.atom.http.route;

import dev.atom.core.audit.Actor;
import dev.atom.core.identity.ApiKeyInfo;
import dev.atom.core.identity.DesktopKeys;
import dev.atom.core.identity.Permission;
import dev.atom.core.identity.UserId;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.http.route.Route.Method;
import dev.atom.spi.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Tells a caller what its credential is. */
final class WhoAmIRoute {
    private final DesktopKeys keys;

    WhoAmIRoute(DesktopKeys keys) {
        this.keys = keys;
    }

    List<Route> routes() {
        return List.of(Route.credential(Method.GET, "/api/desktop/auth", this::whoAmI));
    }

    private void whoAmI(Call call) {
        Optional<ApiKeyInfo> key = call.actor().kind() == Actor.Kind.API_KEY
                ? keys.find(call.caller(), UUID.fromString(call.actor().id()))
                : Optional.empty();
        call.data(WhoAmIBody.of(call.resolved(), key));
    }

    private record DeviceBody(String name, Optional<String> id) {}

    private record WhoAmIBody(
            TenantBody tenant,
            Optional<UUID> workspaceId,
            Optional<UUID> userId,
            Optional<UUID> keyId,
            Optional<DeviceBody> device,
            Optional<Instant> expiresAt,
            List<String> permissions) {
        static WhoAmIBody of(ResolvedCaller caller, Optional<ApiKeyInfo> key) {
            return new WhoAmIBody(
                    TenantBody.of(caller.tenant()),
                    caller.caller().workspace().map(WorkspaceId::value),
                    caller.holder().user().map(UserId::value),
                    key.map(ApiKeyInfo::id),
                    key.map(known ->
                            new DeviceBody(known.device().name(), known.device().id())),
                    key.map(known -> known.times().expiresAt()),
                    caller.permissions().stream()
                            .map(Permission::wireName)
                            .sorted()
                            .toList());
        }

        WhoAmIBody {
            permissions = List.copyOf(permissions);
        }
    }
}
