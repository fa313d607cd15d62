/**
 * The key vault: each tenant's provider keys, sealed under a data key of its own.
 * {@link dev.atom.core.vault.KeyVault} is the whole contract; the cryptography is in one class, the SQL in one store.
 * A plaintext leaves only as a {@link dev.atom.spi.Secret}, and never without an audit row.
 */
@NullMarked
package dev.atom.core.vault;

import org.jspecify.annotations.NullMarked;
