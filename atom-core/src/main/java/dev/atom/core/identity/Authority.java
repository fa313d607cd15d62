package dev.atom.core.identity;

import dev.atom.core.audit.Caller;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * On whose authority users and roles are changed. Nobody gives, or takes from others, what they do not carry themselves: without
 * that, whoever may create a user could create an administrator.
 *
 * @param caller who changes, in the tenant whose users or roles are changed
 * @param permissions what the caller carries; copied
 */
public record Authority(Caller caller, Set<Permission> permissions) {
    /** Copies the permissions. */
    public Authority {
        permissions = Set.copyOf(permissions);
    }

    /** A caller who carries everything the tenant has, such as a program or the platform's administrator. */
    public static Authority full(Caller caller) {
        return new Authority(caller, Permission.within(caller.tenant()));
    }

    TenantId tenant() {
        return caller.tenant();
    }

    /**
     * Refuses to give what the caller does not carry.
     *
     * @throws AtomException FORBIDDEN naming what of {@code wanted} is missing
     */
    public void requireCovers(Set<Permission> wanted) {
        if (!permissions.containsAll(wanted)) {
            Set<Permission> missing = new TreeSet<>(wanted);
            missing.removeAll(permissions);
            throw new AtomException(
                    ErrorCode.FORBIDDEN,
                    "this would concern permissions you do not have yourself: "
                            + missing.stream().map(Permission::wireName).collect(Collectors.joining(", ")));
        }
    }
}
