package dev.atom.core.identity;

import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.Caller;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The roles of the caller's tenant. The built-in ones stay as they are; those a tenant makes itself carry named permissions, none
 * that whoever makes them does not carry. Every change is audited in its own transaction and holds at once in this process, within
 * five seconds in every other. Thread-safe; methods block on the database.
 */
public final class RoleService {
    private final IdentityParts parts;

    RoleService(IdentityParts parts) {
        this.parts = parts;
    }

    /** All roles: the built-in ones, then the tenant's own by name. */
    public List<Role> list(Caller caller) {
        return parts.db().in(caller.tenant(), handle -> Roles.of(handle, caller.tenant()));
    }

    /**
     * Makes a role.
     *
     * @throws AtomException CONFLICT when there is a role of that name; FORBIDDEN when it would carry more than {@code by};
     *     NOT_FOUND when there is no such tenant, or it is deleted
     */
    public Role create(Authority by, RoleName name, Set<Permission> permissions) {
        by.requireCovers(permissions);
        Role role = new Role(Optional.of(UUID.randomUUID()), name, permissions);
        return parts.changeAlone(by.tenant(), handle -> {
            requireFree(handle, by, name);
            if (CustomRoleStore.insert(handle, by.tenant(), role, parts.now()) == 0) {
                throw new AtomException(ErrorCode.NOT_FOUND, "there is no tenant " + by.tenant());
            }
            return audited(handle, by, "role.create", role);
        });
    }

    /**
     * Changes what a role allows, for everybody who has it.
     *
     * @throws AtomException NOT_FOUND; FORBIDDEN when it carries, or would carry, more than {@code by}
     */
    public Role update(Authority by, UUID id, Set<Permission> permissions) {
        by.requireCovers(permissions);
        return parts.changeAlone(by.tenant(), handle -> {
            Role role = new Role(Optional.of(id), require(handle, by, id).name(), permissions);
            CustomRoleStore.update(handle, by.tenant(), role);
            return audited(handle, by, "role.update", role);
        });
    }

    /**
     * Deletes a role.
     *
     * @throws AtomException NOT_FOUND; FORBIDDEN when it carries more than {@code by}; CONFLICT while users have it
     */
    public void delete(Authority by, UUID id) {
        parts.changeAlone(by.tenant(), handle -> {
            Role role = require(handle, by, id);
            int holders = CustomRoleStore.holders(handle, by.tenant(), role.name());
            if (holders > 0) {
                throw new AtomException(
                        ErrorCode.CONFLICT,
                        "role " + role.name() + " is given to " + holders + " users: take it first");
            }
            CustomRoleStore.delete(handle, by.tenant(), id);
            return audited(handle, by, "role.delete", role);
        });
    }

    private static void requireFree(Handle handle, Authority by, RoleName name) {
        if (Roles.of(handle, by.tenant()).stream().anyMatch(role -> role.name().equals(name))) {
            throw new AtomException(
                    ErrorCode.CONFLICT, "there is a role " + name + " already: change it, or choose another name");
        }
    }

    private static Role require(Handle handle, Authority by, UUID id) {
        Role role = CustomRoleStore.find(handle, by.tenant(), id)
                .orElseThrow(() -> new AtomException(ErrorCode.NOT_FOUND, "there is no role " + id));
        by.requireCovers(role.permissions());
        return role;
    }

    private Role audited(Handle handle, Authority by, String action, Role role) {
        String all =
                role.permissions().stream().map(Permission::wireName).sorted().collect(Collectors.joining(","));
        String shown =
                all.length() <= AuditEvent.MAX_DETAIL ? all : role.permissions().size() + " permissions";
        Map<String, String> details = Map.of("name", role.name().value(), "permissions", shown);
        parts.audit()
                .record(
                        handle,
                        AuditEvent.of(by.caller(), action, "role/" + role.id().orElseThrow(), details));
        return role;
    }
}
