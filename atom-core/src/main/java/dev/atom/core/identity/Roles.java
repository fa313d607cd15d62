package dev.atom.core.identity;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The roles a tenant has, built-in and its own, and what they come to. */
final class Roles {
    private Roles() {}

    /** Every role of the tenant: the built-in ones, then its own by name. */
    static List<Role> of(Handle handle, TenantId tenant) {
        List<Role> all = new ArrayList<>(Arrays.stream(BuiltInRole.values())
                .map(role -> new Role(Optional.empty(), role.roleName(), role.permissions(tenant)))
                .toList());
        all.addAll(CustomRoleStore.list(handle, tenant));
        return all;
    }

    /**
     * What the named roles allow together.
     *
     * @throws AtomException VALIDATION_ERROR when the tenant has no role of one of the names
     */
    static Set<Permission> permissions(Handle handle, TenantId tenant, Set<RoleName> names) {
        Map<RoleName, Role> known =
                of(handle, tenant).stream().collect(Collectors.toMap(Role::name, Function.identity()));
        Set<Permission> all = EnumSet.noneOf(Permission.class);
        for (RoleName name : names) {
            Role role = known.get(name);
            if (role == null) {
                throw new AtomException(
                        ErrorCode.VALIDATION_ERROR, "there is no role " + name + ": create it, or choose another one");
            }
            all.addAll(role.permissions());
        }
        return all;
    }
}
