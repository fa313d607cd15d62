package dev.atom.http.route;

import static dev.atom.core.identity.Permission.PLATFORM_ADMIN;

import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.NewTenant;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.TenantChange;
import dev.atom.core.tenant.TenantService;
import dev.atom.core.tenant.TenantStatus;
import dev.atom.http.route.Route.Method;
import dev.atom.spi.TenantId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Administration of tenants, for the platform's own keys. */
final class TenantRoutes {
    private static final String ALL = "/api/v1/tenants";
    private static final String ONE = "/api/v1/tenants/{id}";

    private final TenantService tenants;

    TenantRoutes(TenantService tenants) {
        this.tenants = tenants;
    }

    List<Route> routes() {
        return List.of(
                Route.needs(PLATFORM_ADMIN, Method.GET, ALL, this::list),
                Route.needs(PLATFORM_ADMIN, Method.POST, ALL, this::create),
                Route.needs(PLATFORM_ADMIN, Method.GET, ONE, this::get),
                Route.needs(PLATFORM_ADMIN, Method.PATCH, ONE, this::change),
                Route.needs(PLATFORM_ADMIN, Method.DELETE, ONE, this::delete));
    }

    private void list(Call call) {
        call.page(tenants.list(call.page()), TenantBody::of);
    }

    private void create(Call call) {
        NewTenantBody body = call.body(NewTenantBody.class);
        call.created(TenantBody.of(tenants.create(call.actor(), body.toNewTenant())));
    }

    private void get(Call call) {
        call.data(TenantBody.of(tenants.get(TenantId.parse(call.path("id")))));
    }

    private void change(Call call) {
        TenantId id = TenantId.parse(call.path("id"));
        TenantChangeBody body = call.body(TenantChangeBody.class);
        call.data(TenantBody.of(tenants.update(call.actor(), id, body.toChange())));
    }

    private void delete(Call call) {
        call.data(ShredReceiptBody.of(tenants.delete(call.actor(), TenantId.parse(call.path("id")))));
    }

    private record NewTenantBody(
            String slug,
            String name,
            @Nullable Plan planType,
            @Nullable AiMode aiMode) {
        NewTenant toNewTenant() {
            return new NewTenant(
                    new Slug(slug),
                    name,
                    planType == null ? Plan.FREE : planType,
                    aiMode == null ? AiMode.BYOK : aiMode);
        }
    }

    private record TenantChangeBody(
            @Nullable String name,
            @Nullable Plan planType,
            @Nullable AiMode aiMode,
            @Nullable TenantStatus status,
            @Nullable LimitsBody limits) {
        TenantChange toChange() {
            return new TenantChange(
                    Optional.ofNullable(name),
                    Optional.ofNullable(planType),
                    Optional.ofNullable(aiMode),
                    Optional.ofNullable(status),
                    Optional.ofNullable(limits).map(LimitsBody::toOverrides));
        }
    }
}
