package dev.atom.http.route;

import dev.atom.core.identity.Permission;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.http.route.Route.Method;
import dev.atom.spi.WorkspaceId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Tells a caller what its credential is. */
final class WhoAmIRoute {
    List<Route> routes() {
        return List.of(Route.credential(Method.GET, "/api/desktop/auth", this::whoAmI));
    }

    private void whoAmI(Call call) {
        call.data(WhoAmIBody.of(call.resolved()));
    }

    private record WhoAmIBody(TenantBody tenant, Optional<UUID> workspaceId, String keyId, List<String> permissions) {
        static WhoAmIBody of(ResolvedCaller caller) {
            return new WhoAmIBody(
                    TenantBody.of(caller.tenant()),
                    caller.caller().workspace().map(WorkspaceId::value),
                    caller.caller().actor().id(),
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
