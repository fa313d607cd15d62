package dev.atom.core.identity;

import dev.atom.spi.TenantId;
import java.util.UUID;

/**
 * A session as a signed token names it. The signature says that ATOM wrote it, not that the session still is.
 *
 * @param tenant whose user logged in
 * @param session the session's id
 * @param user who logged in
 */
public record SessionRef(TenantId tenant, UUID session, UserId user) implements PresentedCredential {}
