package dev.atom.core.identity;

import dev.atom.spi.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A person of a tenant.
 *
 * @param id within the tenant
 * @param tenant whose user it is
 * @param username what it logs in with
 * @param email where it can be written to
 * @param fullName what it is called
 * @param status whether it may act
 * @param mustChangePassword whether it may do nothing but choose a password of its own
 * @param roles the names of its roles, sorted; copied
 * @param createdAt since when it is there
 * @param lastLoginAt when it last logged in
 */
public record User(
        UserId id,
        TenantId tenant,
        Username username,
        EmailAddress email,
        Optional<String> fullName,
        UserStatus status,
        boolean mustChangePassword,
        SortedSet<RoleName> roles,
        Instant createdAt,
        Optional<Instant> lastLoginAt) {
    /** Copies the roles. */
    public User {
        roles = new TreeSet<>(roles);
    }
}
