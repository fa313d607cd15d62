package dev.atom.http.route;

import static dev.atom.core.identity.Permission.WORKSPACES_READ;
import static dev.atom.core.identity.Permission.WORKSPACES_WRITE;

import dev.atom.core.tenant.Workspace;
import dev.atom.core.tenant.WorkspaceService;
import dev.atom.http.route.Route.Method;
import dev.atom.spi.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The workspaces of the caller's tenant. */
final class WorkspaceRoutes {
    private static final String ALL = "/api/v1/workspaces";
    private static final String ONE = "/api/v1/workspaces/{id}";

    private final WorkspaceService workspaces;

    WorkspaceRoutes(WorkspaceService workspaces) {
        this.workspaces = workspaces;
    }

    List<Route> routes() {
        return List.of(
                Route.needs(WORKSPACES_READ, Method.GET, ALL, this::list),
                Route.needs(WORKSPACES_WRITE, Method.POST, ALL, this::create),
                Route.needs(WORKSPACES_READ, Method.GET, ONE, this::get),
                Route.needs(WORKSPACES_WRITE, Method.PATCH, ONE, this::rename),
                Route.needs(WORKSPACES_WRITE, Method.DELETE, ONE, this::delete));
    }

    private void list(Call call) {
        call.page(workspaces.list(call.caller(), call.page()), WorkspaceBody::of);
    }

    private void create(Call call) {
        NameBody body = call.body(NameBody.class);
        call.created(WorkspaceBody.of(workspaces.create(call.caller(), body.name())));
    }

    private void get(Call call) {
        call.data(WorkspaceBody.of(workspaces.get(call.caller(), WorkspaceId.parse(call.path("id")))));
    }

    private void rename(Call call) {
        WorkspaceId id = WorkspaceId.parse(call.path("id"));
        NameBody body = call.body(NameBody.class);
        call.data(WorkspaceBody.of(workspaces.rename(call.caller(), id, body.name())));
    }

    private void delete(Call call) {
        workspaces.delete(call.caller(), WorkspaceId.parse(call.path("id")));
        call.done();
    }

    private record NameBody(String name) {}

    private record WorkspaceBody(UUID id, UUID tenantId, String name, Instant createdAt) {
        static WorkspaceBody of(Workspace workspace) {
            return new WorkspaceBody(
                    workspace.id().value(), workspace.tenant().value(), workspace.name(), workspace.createdAt());
        }
    }
}
