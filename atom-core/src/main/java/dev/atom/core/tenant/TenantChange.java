package dev.atom.core.tenant;

import dev.atom.core.db.PlainText;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.Optional;

/**
 * What is to change of a tenant; what is empty stays.
 *
 * @param name for people, 1–200 characters on one line
 * @param plan what it subscribes to
 * @param aiMode whose provider key its calls use
 * @param status {@link TenantStatus#ACTIVE} or {@link TenantStatus#SUSPENDED}; deleting is its own operation
 * @param limits what it is given instead of its plan's limits, all of it: what it leaves empty is the plan's again
 */
public record TenantChange(
        Optional<String> name,
        Optional<Plan> plan,
        Optional<AiMode> aiMode,
        Optional<TenantStatus> status,
        Optional<LimitOverrides> limits) {
    /** No change. */
    public static final TenantChange NONE =
            new TenantChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Checks the name and the status; VALIDATION_ERROR. */
    public TenantChange {
        name.ifPresent(text -> PlainText.check("name", text, 1, 200));
        if (status.equals(Optional.of(TenantStatus.DELETED))) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR, "status must be one of active, suspended: to delete, use delete");
        }
    }

    /** A change of standing alone. */
    public static TenantChange of(TenantStatus status) {
        return new TenantChange(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(status), Optional.empty());
    }

    /** A change of plan alone. */
    public static TenantChange of(Plan plan) {
        return new TenantChange(
                Optional.empty(), Optional.of(plan), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A change of limits alone. */
    public static TenantChange of(LimitOverrides limits) {
        return new TenantChange(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(limits));
    }

    /** The tenant as it will be. */
    Tenant applyTo(Tenant tenant) {
        return new Tenant(
                tenant.id(),
                tenant.slug(),
                name.orElse(tenant.name()),
                plan.orElse(tenant.plan()),
                aiMode.orElse(tenant.aiMode()),
                status.orElse(tenant.status()),
                limits.orElse(tenant.limits()),
                tenant.createdAt());
    }
}
