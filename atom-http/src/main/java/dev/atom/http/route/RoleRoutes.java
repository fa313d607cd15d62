package dev.atom.http.route;

import static dev.atom.core.identity.Permission.ROLES_READ;
import static dev.atom.core.identity.Permission.ROLES_WRITE;

import dev.atom.core.db.Page;
import dev.atom.core.identity.Permission;
import dev.atom.core.identity.Role;
import dev.atom.core.identity.RoleName;
import dev.atom.core.identity.RoleService;
import dev.atom.http.route.Route.Method;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The roles of the caller's tenant. */
final class RoleRoutes {
    private static final String ALL = "/api/v1/iam/roles";
    private static final String ONE = "/api/v1/iam/roles/{id}";

    private final RoleService roles;

    RoleRoutes(RoleService roles) {
        this.roles = roles;
    }

    List<Route> routes() {
        return List.of(
                Route.needs(ROLES_READ, Method.GET, ALL, this::list),
                Route.needs(ROLES_WRITE, Method.POST, ALL, this::create),
                Route.needs(ROLES_WRITE, Method.PUT, ONE, this::update),
                Route.needs(ROLES_WRITE, Method.DELETE, ONE, this::delete));
    }

    private void list(Call call) {
        call.page(new Page<>(roles.list(call.caller()), Optional.empty()), RoleBody::of);
    }

    private void create(Call call) {
        NewRoleBody body = call.body(NewRoleBody.class);
        call.created(
                RoleBody.of(roles.create(call.authority(), new RoleName(body.name()), parsed(body.permissions()))));
    }

    private void update(Call call) {
        UUID id = call.uuid("id");
        RoleChangeBody body = call.body(RoleChangeBody.class);
        call.data(RoleBody.of(roles.update(call.authority(), id, parsed(body.permissions()))));
    }

    private void delete(Call call) {
        roles.delete(call.authority(), call.uuid("id"));
        call.done();
    }

    private static Set<Permission> parsed(List<String> names) {
        return names.stream().map(Permission::parse).collect(Collectors.toSet());
    }

    private record NewRoleBody(String name, List<String> permissions) {}

    private record RoleChangeBody(List<String> permissions) {}

    private record RoleBody(Optional<UUID> id, String name, boolean builtIn, List<String> permissions) {
        RoleBody {
            permissions = List.copyOf(permissions);
        }

        static RoleBody of(Role role) {
            return new RoleBody(
                    role.id(),
                    role.name().value(),
                    role.builtIn(),
                    role.permissions().stream()
                            .map(Permission::wireName)
                            .sorted()
                            .toList());
        }
    }
}
