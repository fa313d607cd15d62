package dev.atom.core.identity;

import java.util.Optional;
import java.util.UUID;

/**
 * Whom a credential belongs to.
 *
 * @param user the user, unless the credential is the tenant's own
 * @param session the session, when the user logged in
 * @param mustChangePassword whether nothing is allowed but choosing another password
 */
public record Holder(Optional<UserId> user, Optional<UUID> session, boolean mustChangePassword) {
    /** Nobody in person. */
    public static final Holder NOBODY = new Holder(Optional.empty(), Optional.empty(), false);
}
