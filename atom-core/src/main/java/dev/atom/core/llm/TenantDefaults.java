package dev.atom.core.llm;

import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.AuditLog;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.TenantDb;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Each tenant's choice of provider for model names that say nothing about one. Blocks on the database. */
final class TenantDefaults {
    private final TenantDb db;
    private final AuditLog audit;
    private final TenantDefaultStore store = new TenantDefaultStore();

    TenantDefaults(TenantDb db, AuditLog audit) {
        this.db = db;
        this.audit = audit;
    }

    Optional<String> find(Caller caller) {
        return db.in(caller.tenant(), handle -> store.find(handle, caller.tenant()));
    }

    void set(Caller caller, Optional<String> provider) {
        db.in(caller.tenant(), (Handle handle) -> {
            store.set(handle, caller.tenant(), provider);
            return audit.record(
                    handle,
                    AuditEvent.of(caller, "llm.default", "llm/default", Map.of("provider", provider.orElse("none"))));
        });
    }
}
