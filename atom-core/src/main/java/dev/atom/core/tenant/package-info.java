/**
 * Tenants and workspaces, and the resolver that says for which tenant a request is.
 * A tenant is resolved from the facts of a request, all of which must agree; it is never guessed.
 * Deleting a tenant shreds its vault.
 */
@NullMarked
package dev.atom.core.tenant;

import org.jspecify.annotations.NullMarked;
