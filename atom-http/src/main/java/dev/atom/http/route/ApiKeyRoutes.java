package dev.atom.http.route;

import static dev.atom.core.identity.Permission.PLATFORM_ADMIN;

import dev.atom.core.db.Page;
import dev.atom.core.identity.ApiKeys;
import dev.atom.core.identity.IssuedKey;
import dev.atom.core.identity.KeyRequest;
import dev.atom.core.identity.Permission;
import dev.atom.core.tenant.TenantService;
import dev.atom.http.route.Route.Method;
import dev.atom.spi.TenantId;
import java.util.List;
import java.util.Optional;

/** A tenant's API keys in the hands of the platform's administrator: how a tenant gets its first one. */
final class ApiKeyRoutes {
    private static final String ALL = "/api/v1/tenants/{id}/keys";
    private static final String ONE = "/api/v1/tenants/{id}/keys/{key_id}";

    private final TenantService tenants;
    private final ApiKeys keys;

    ApiKeyRoutes(TenantService tenants, ApiKeys keys) {
        this.tenants = tenants;
        this.keys = keys;
    }

    List<Route> routes() {
        return List.of(
                Route.needs(PLATFORM_ADMIN, Method.POST, ALL, this::issue),
                Route.needs(PLATFORM_ADMIN, Method.GET, ALL, this::list).inDefence(),
                Route.needs(PLATFORM_ADMIN, Method.DELETE, ONE, this::revoke).inDefence());
    }

    private void issue(Call call) {
        TenantId tenant = tenants.get(TenantId.parse(call.path("id"))).id();
        if (tenant.equals(call.caller().tenant())) {
            call.authority().requireCovers(Permission.ofKeysOf(tenant));
        }
        KeyRequest wanted = call.body(NewKeyBody.class).toRequest();
        try (IssuedKey issued = keys.issue(call.actor(), tenant, wanted)) {
            call.created(IssuedKeyBody.of(issued));
        }
    }

    private void list(Call call) {
        TenantId tenant = tenants.get(TenantId.parse(call.path("id"))).id();
        call.page(new Page<>(keys.list(tenant), Optional.empty()), call.render(ApiKeyBody::of));
    }

    private void revoke(Call call) {
        keys.revoke(call.actor(), TenantId.parse(call.path("id")), call.uuid("key_id"));
        call.done();
    }
}
