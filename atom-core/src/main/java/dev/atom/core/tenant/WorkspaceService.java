package dev.atom.core.tenant;

import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.AuditLog;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.Page;
import dev.atom.core.db.PageCursor;
import dev.atom.core.db.PageRequest;
import dev.atom.core.db.PlainText;
import dev.atom.core.db.SqlStates;
import dev.atom.core.db.TenantDb;
import dev.atom.core.identity.CredentialWatch;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.WorkspaceId;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The workspaces of the caller's tenant. Another tenant's workspace does not exist here. Every change is audited in its own
 * transaction. Thread-safe; methods block on the database.
 */
public final class WorkspaceService {
    private final TenantDb db;
    private final AuditLog audit;
    private final Clock clock;
    private final CredentialWatch watch;

    WorkspaceService(TenantDb db, AuditLog audit, Clock clock, CredentialWatch watch) {
        this.db = db;
        this.audit = audit;
        this.clock = clock;
        this.watch = watch;
    }

    /**
     * Creates a workspace.
     *
     * @param name 1–200 characters on one line
     * @throws AtomException VALIDATION_ERROR for the name; CONFLICT when the tenant has a workspace of that name; NOT_FOUND
     *     when there is no such tenant, or it is deleted
     */
    public Workspace create(Caller caller, String name) {
        PlainText.check("name", name, 1, 200);
        Workspace workspace = new Workspace(
                new WorkspaceId(UUID.randomUUID()),
                caller.tenant(),
                name,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        return change(caller, handle -> {
            if (WorkspaceStore.insert(handle, workspace) == 0) {
                throw WorkspaceStore.nameTaken(handle, caller.tenant(), name)
                        ? taken(null)
                        : new AtomException(ErrorCode.NOT_FOUND, "there is no tenant " + caller.tenant());
            }
            audit.record(handle, event(caller, "workspace.create", workspace.id(), Map.of("name", name)));
            return workspace;
        });
    }

    /**
     * A workspace.
     *
     * @throws AtomException NOT_FOUND
     */
    public Workspace get(Caller caller, WorkspaceId id) {
        return db.in(caller.tenant(), handle -> WorkspaceStore.find(handle, caller.tenant(), id))
                .orElseThrow(() -> unknown(id));
    }

    /** The workspaces, oldest first. */
    public Page<Workspace> list(Caller caller, PageRequest page) {
        return Page.of(
                db.in(caller.tenant(), handle -> WorkspaceStore.list(handle, caller.tenant(), page)),
                page,
                workspace ->
                        new PageCursor(workspace.createdAt(), workspace.id().value()));
    }

    /**
     * Gives a workspace another name.
     *
     * @param name 1–200 characters on one line
     * @throws AtomException VALIDATION_ERROR for the name; NOT_FOUND; CONFLICT when another workspace of the tenant has it
     */
    public Workspace rename(Caller caller, WorkspaceId id, String name) {
        PlainText.check("name", name, 1, 200);
        return change(caller, handle -> {
            Workspace renamed = rename(handle, caller, id, name).orElseThrow(() -> unknown(id));
            audit.record(handle, event(caller, "workspace.rename", id, Map.of("name", name)));
            return renamed;
        });
    }

    private static Optional<Workspace> rename(Handle handle, Caller caller, WorkspaceId id, String name) {
        try {
            return WorkspaceStore.rename(handle, caller.tenant(), id, name);
        } catch (JdbiException failure) {
            throw SqlStates.isUniqueViolation(failure) ? taken(failure) : failure;
        }
    }

    /**
     * Deletes a workspace.
     *
     * @throws AtomException NOT_FOUND
     */
    public void delete(Caller caller, WorkspaceId id) {
        change(caller, handle -> {
            if (WorkspaceStore.delete(handle, caller.tenant(), id) == 0) {
                throw unknown(id);
            }
            return audit.record(handle, event(caller, "workspace.delete", id, Map.of()));
        });
    }

    private <T> T change(Caller caller, Function<Handle, T> work) {
        try {
            return db.in(caller.tenant(), work);
        } finally {
            // Also after a failure: the outcome of a commit that failed on the wire is not known.
            watch.changed(caller.tenant());
        }
    }

    private static AtomException taken(@Nullable Throwable cause) {
        return new AtomException(
                ErrorCode.CONFLICT, "the tenant has a workspace of this name already: choose another one", cause);
    }

    private static AtomException unknown(WorkspaceId id) {
        return new AtomException(ErrorCode.NOT_FOUND, "there is no workspace " + id);
    }

    private static AuditEvent event(Caller caller, String action, WorkspaceId id, Map<String, String> details) {
        return AuditEvent.of(caller, action, "workspace/" + id, details);
    }
}
