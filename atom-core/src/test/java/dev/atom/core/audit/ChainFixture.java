package dev.atom.core.audit;

import dev.atom.core.tenant.TenancyFixture;
import dev.atom.core.tenant.Tenant;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Audit logs with anchors in a directory, and an owner of the database who is not to be trusted. */
final class ChainFixture implements AutoCloseable {
    final TenancyFixture tenancy = new TenancyFixture();
    final AnchorKey key;
    final AnchorFile file;
    final AnchorWriter anchors;
    final AuditVerifier verifier;

    ChainFixture(Path directory) {
        key = AnchorKey.open(directory.resolve("anchor.key"));
        file = new AnchorFile(directory.resolve("anchors"), key);
        anchors = another();
        var database = tenancy.database.database();
        verifier = new AuditVerifier(database.tenants(), database.system(), Optional.of(file));
    }

    /** Another instance that anchors into the same file. */
    AnchorWriter another() {
        return new AnchorWriter(tenancy.database.database().system(), file, tenancy.time);
    }

    /** A tenant whose log has that many rows, from 1, each saying its place; the first is the tenant's creation. */
    Tenant log(int rows) {
        Tenant tenant = tenancy.tenant();
        for (int i = 2; i <= rows; i++) {
            record(tenant, "thing/" + i);
        }
        return tenant;
    }

    void record(Tenant tenant, String resource) {
        Actor actor = new Actor(
                Actor.Kind.API_KEY,
                "key-1",
                new Origin(Optional.of("request-1"), Optional.of("192.0.2.7"), Optional.of("agent/1 ü")));
        var event = new AuditEvent(tenant.id(), actor, "thing.change", resource, Map.of("name", "\"ünï\"", "a", ""));
        var unused =
                tenancy.database.database().tenants().in(tenant.id(), handle -> tenancy.audit.record(handle, event));
    }

    /** Runs statements as the owner of the tables, past the rules that it can lift; {@code T} is the tenant. */
    void asOwner(Tenant tenant, String sql) {
        tenancy.superuser("begin; set local role atom_owner;"
                + String.join(
                        "",
                        List.of("audit_log", "audit_heads", "audit_cuts").stream()
                                .map(table -> "alter table " + table + " no force row level security;")
                                .toList())
                + sql.replace("T", "tenant_id = '" + tenant.id() + "'") + "; commit");
    }

    /** As an owner who cuts the end of a log off, and the record of the end with it. */
    void cutTail(Tenant tenant, int last) {
        asOwner(tenant, """
                delete from audit_log where T and seq > %1$d;
                update audit_heads h set seq = %1$d, hash = l.hash from audit_log l
                where l.tenant_id = h.tenant_id and l.seq = %1$d and h.T""".formatted(last));
    }

    AuditVerdict verify(Tenant tenant) {
        return verifier.verify(tenant.id());
    }

    static UUID id(Tenant tenant) {
        return tenant.id().value();
    }

    @Override
    public void close() {
        tenancy.close();
    }
}
