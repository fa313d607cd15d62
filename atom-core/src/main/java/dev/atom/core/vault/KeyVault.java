package dev.atom.core.vault;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.spi.Secret;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Each tenant's keys, sealed. Guarantees: a key is opened for its own tenant and nobody else; no plaintext is handed out
 * unless its audit row is committed; a stored row that was altered, truncated, or moved to another name, version or tenant
 * does not open; after {@link #shred} nothing of the tenant opens again, here or on any other instance.
 *
 * <p>Thread-safe. Methods block on the database unless they return a stage. Every method acts for {@code caller.tenant()} only.
 */
public interface KeyVault {
    /**
     * Stores a value as the next version of the name; the former version's value is erased in the same transaction.
     *
     * @param value 1–8192 bytes; stays the caller's to close
     * @param provider the provider it is for
     */
    KeyInfo put(Caller caller, KeyName name, Secret value, Optional<String> provider);

    /** The active keys, by name. Decrypts nothing. */
    List<KeyInfo> list(Caller caller);

    /** The active version of a name, if there is one. Decrypts nothing. */
    Optional<KeyInfo> find(Caller caller, KeyName name);

    /** All versions of a name, newest first; empty for a name that never was. */
    List<KeyInfo> history(Caller caller, KeyName name);

    /**
     * Erases the value of a name; its history stays.
     *
     * @throws dev.atom.spi.AtomException NOT_FOUND when there is no active version
     */
    void delete(Caller caller, KeyName name);

    /**
     * Opens a key for one use. The stage completes, on a thread of the vault, after the audit row of this use is committed;
     * with empty when the tenant has no active key of that name; exceptionally when the row does not authenticate or the
     * audit row could not be written.
     *
     * @param purpose why, for the audit row, such as {@code chat gpt-4o}
     */
    CompletionStage<Optional<OpenedKey>> open(Caller caller, KeyName name, String purpose);

    /** Notes what the provider said of a version; without effect when that version is no longer active. */
    void recordCheck(Caller caller, KeyName name, int version, KeyInfo.Check check);

    /**
     * Gives the tenant a new data key and re-seals its keys under it, or continues a rotation that was interrupted. Of any
     * number of concurrent calls one creates the new version; the others help or return.
     *
     * @param fromVersion the version to leave; a call that names a version already left changes nothing but helps to finish
     */
    DekRotation rotate(Caller caller, int fromVersion);

    /** The tenant's data-key version in use; 0 before its first key. */
    int dataKeyVersion(Caller caller);

    /**
     * Wraps every tenant's data keys under the key wrapper's current key; keys themselves are not touched. Resumable.
     *
     * @return how many data keys were rewrapped
     */
    int rewrap(Actor by);

    /** Destroys the tenant's data keys and sealed values for good. Idempotent: a second call destroys nothing more. */
    ShredReceipt shred(Caller caller);

    /**
     * Seals the active keys in a bundle that a passphrase opens.
     *
     * @param passphrase at least 12 bytes
     */
    byte[] export(Caller caller, Secret passphrase);

    /**
     * Stores every key of a bundle as a next version of its name, all or none.
     *
     * @throws dev.atom.spi.AtomException VALIDATION_ERROR when the passphrase is wrong or the bundle was altered
     */
    List<KeyInfo> importBundle(Caller caller, byte[] bundle, Secret passphrase);
}
