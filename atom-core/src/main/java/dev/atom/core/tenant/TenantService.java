package dev.atom.core.tenant;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.AuditLog;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.Page;
import dev.atom.core.db.PageCursor;
import dev.atom.core.db.PageRequest;
import dev.atom.core.db.SystemDb;
import dev.atom.core.identity.CredentialWatch;
import dev.atom.core.vault.KeyVault;
import dev.atom.core.vault.ShredReceipt;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Administers tenants. Every change is audited in its own transaction, in the log of the tenant it concerns. Whoever may
 * call this acts for the platform: check {@link dev.atom.core.identity.Permission#PLATFORM_ADMIN} before. Thread-safe;
 * methods block on the database.
 */
public final class TenantService {
    private final SystemDb db;
    private final AuditLog audit;
    private final KeyVault vault;
    private final Clock clock;
    private final CredentialWatch watch;

    TenantService(SystemDb db, AuditLog audit, KeyVault vault, Clock clock, CredentialWatch watch) {
        this.db = db;
        this.audit = audit;
        this.vault = vault;
        this.clock = clock;
        this.watch = watch;
    }

    /**
     * Creates an active tenant.
     *
     * @throws AtomException CONFLICT when the slug is, or ever was, another tenant's
     */
    public Tenant create(Actor by, NewTenant wanted) {
        Tenant tenant = new Tenant(
                new TenantId(UUID.randomUUID()),
                wanted.slug(),
                wanted.name(),
                wanted.plan(),
                wanted.aiMode(),
                TenantStatus.ACTIVE,
                LimitOverrides.NONE,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        return change(tenant.id(), handle -> {
            if (TenantStore.insert(handle, tenant) == 0) {
                throw new AtomException(ErrorCode.CONFLICT, "slug " + tenant.slug() + " is taken: choose another one");
            }
            audit.record(handle, event(by, tenant.id(), "tenant.create", facts(tenant)));
            return tenant;
        });
    }

    /**
     * The tenant, also when it is suspended or deleted.
     *
     * @throws AtomException NOT_FOUND
     */
    public Tenant get(TenantId id) {
        return db.in(handle -> TenantStore.find(handle, id)).orElseThrow(() -> unknown(id));
    }

    /** The tenant of that slug, also when it is suspended or deleted. */
    public Optional<Tenant> find(Slug slug) {
        return db.in(handle -> TenantStore.find(handle, slug));
    }

    /** All tenants, oldest first, suspended and deleted ones included. */
    public Page<Tenant> list(PageRequest page) {
        return Page.of(
                db.in(handle -> TenantStore.list(handle, page)),
                page,
                tenant -> new PageCursor(tenant.createdAt(), tenant.id().value()));
    }

    /**
     * Changes a tenant. A suspended tenant's credentials are refused, and another plan's limits hold, from the next request
     * on in this process and within five seconds in every other.
     *
     * @return the tenant as it is now
     * @throws AtomException NOT_FOUND; CONFLICT when it is deleted, and for suspending the platform's own tenant
     */
    public Tenant update(Actor by, TenantId id, TenantChange wanted) {
        if (wanted.status().equals(Optional.of(TenantStatus.SUSPENDED))) {
            requireOrdinary(id, "suspended");
        }
        return change(id, handle -> {
            Tenant before = lock(handle, id);
            if (before.status() == TenantStatus.DELETED) {
                throw new AtomException(ErrorCode.CONFLICT, "tenant " + id + " is deleted: it cannot be changed");
            }
            return write(handle, by, "tenant.update", before, wanted.applyTo(before));
        });
    }

    /**
     * Deletes a tenant: refuses its credentials, destroys its vault, marks it deleted, in this order. Idempotent, and
     * resumes after a failure at any point; its slug and its audit log stay.
     *
     * @return the vault's receipt
     * @throws AtomException NOT_FOUND; CONFLICT for the platform's own tenant
     */
    public ShredReceipt delete(Actor by, TenantId id) {
        requireOrdinary(id, "deleted");
        change(id, handle -> {
            Tenant before = lock(handle, id);
            return before.status() == TenantStatus.ACTIVE
                    ? write(handle, by, "tenant.suspend", before, with(before, TenantStatus.SUSPENDED))
                    : before;
        });
        ShredReceipt receipt = vault.shred(new Caller(id, Optional.empty(), by));
        change(id, handle -> write(handle, by, "tenant.delete", lock(handle, id), TenantStatus.DELETED));
        return receipt;
    }

    private Tenant write(Handle handle, Actor by, String action, Tenant before, TenantStatus status) {
        return write(handle, by, action, before, with(before, status));
    }

    /** Writes and audits what differs; nothing when nothing does. */
    private Tenant write(Handle handle, Actor by, String action, Tenant before, Tenant after) {
        if (!after.equals(before)) {
            TenantStore.update(handle, after);
            Map<String, String> changed = facts(after);
            changed.entrySet().removeAll(facts(before).entrySet());
            audit.record(handle, event(by, after.id(), action, changed));
        }
        return after;
    }

    private <T> T change(TenantId id, Function<Handle, T> work) {
        try {
            return db.in(work);
        } finally {
            // Also after a failure: the outcome of a commit that failed on the wire is not known.
            watch.changed(id);
        }
    }

    private static Tenant lock(Handle handle, TenantId id) {
        return TenantStore.lock(handle, id).orElseThrow(() -> unknown(id));
    }

    private static Tenant with(Tenant tenant, TenantStatus status) {
        return new Tenant(
                tenant.id(),
                tenant.slug(),
                tenant.name(),
                tenant.plan(),
                tenant.aiMode(),
                status,
                tenant.limits(),
                tenant.createdAt());
    }

    private static Map<String, String> facts(Tenant tenant) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("slug", tenant.slug().value());
        facts.put("name", tenant.name());
        facts.put("plan_type", tenant.plan().wireName());
        facts.put("ai_mode", tenant.aiMode().wireName());
        facts.put("status", tenant.status().wireName());
        facts.put("requests_per_minute", orPlan(tenant.limits().requestsPerMinute()));
        facts.put("tokens_per_minute", orPlan(tenant.limits().tokensPerMinute()));
        facts.put("concurrent_calls", orPlan(tenant.limits().concurrentCalls()));
        return facts;
    }

    private static String orPlan(Optional<Integer> given) {
        return given.map(String::valueOf).orElse("plan");
    }

    private static void requireOrdinary(TenantId id, String done) {
        if (id.equals(TenantId.PLATFORM)) {
            throw new AtomException(ErrorCode.CONFLICT, "the platform's own tenant cannot be " + done);
        }
    }

    private static AtomException unknown(TenantId id) {
        return new AtomException(ErrorCode.NOT_FOUND, "there is no tenant " + id);
    }

    private static AuditEvent event(Actor by, TenantId tenant, String action, Map<String, String> details) {
        return new AuditEvent(tenant, by, action, "tenant/" + tenant, details);
    }
}
