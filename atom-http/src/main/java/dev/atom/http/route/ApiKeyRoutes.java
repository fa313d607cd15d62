package dev.atom.http.route;

import static dev.atom.core.identity.Permission.PLATFORM_ADMIN;

import dev.atom.core.db.Page;
import dev.atom.core.identity.ApiKeyInfo;
import dev.atom.core.identity.ApiKeys;
import dev.atom.core.identity.IssuedKey;
import dev.atom.core.tenant.TenantService;
import dev.atom.http.route.Route.Method;
import dev.atom.spi.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
                Route.needs(PLATFORM_ADMIN, Method.GET, ALL, this::list),
                Route.needs(PLATFORM_ADMIN, Method.DELETE, ONE, this::revoke));
    }

    private void issue(Call call) {
        TenantId tenant = tenants.get(TenantId.parse(call.path("id"))).id();
        NewKeyBody body = call.body(NewKeyBody.class);
        try (IssuedKey issued = keys.issue(call.actor(), tenant, body.deviceName(), body.validity())) {
            call.created(IssuedKeyBody.of(issued));
        }
    }

    private void list(Call call) {
        TenantId tenant = tenants.get(TenantId.parse(call.path("id"))).id();
        call.page(new Page<>(keys.list(tenant), Optional.empty()), KeyBody::of);
    }

    private void revoke(Call call) {
        keys.revoke(call.actor(), TenantId.parse(call.path("id")), call.uuid("key_id"));
        call.done();
    }

    private record NewKeyBody(String deviceName, @Nullable Integer expiresInDays) {
        Duration validity() {
            return expiresInDays == null ? ApiKeys.DEFAULT_VALIDITY : Duration.ofDays(expiresInDays);
        }
    }

    private record KeyBody(
            UUID id,
            UUID tenantId,
            String deviceName,
            String hint,
            Instant createdAt,
            Instant expiresAt,
            Optional<Instant> revokedAt) {
        static KeyBody of(ApiKeyInfo key) {
            return new KeyBody(
                    key.id(),
                    key.tenant().value(),
                    key.deviceName(),
                    key.hint(),
                    key.createdAt(),
                    key.expiresAt(),
                    key.revokedAt());
        }
    }

    /** The only body that ever holds an API key. */
    private record IssuedKeyBody(
            UUID id,
            String apiKey,
            UUID tenantId,
            String deviceName,
            String hint,
            Instant createdAt,
            Instant expiresAt) {
        static IssuedKeyBody of(IssuedKey issued) {
            ApiKeyInfo key = issued.info();
            return new IssuedKeyBody(
                    key.id(),
                    issued.key().use(bytes -> new String(bytes, StandardCharsets.US_ASCII)),
                    key.tenant().value(),
                    key.deviceName(),
                    key.hint(),
                    key.createdAt(),
                    key.expiresAt());
        }
    }
}
