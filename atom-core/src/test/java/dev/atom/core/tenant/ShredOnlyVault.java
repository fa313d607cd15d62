package dev.atom.core.tenant;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.vault.DekRotation;
import dev.atom.core.vault.KeyInfo;
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.KeyVault;
import dev.atom.core.vault.OpenedKey;
import dev.atom.core.vault.ShredReceipt;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A vault that can only be shredded, and remembers for whom it was; can be told to fail. */
public final class ShredOnlyVault implements KeyVault {
    final List<TenantId> shredded = new ArrayList<>();
    Consumer<TenantId> whenShredding = tenant -> {};

    void failing() {
        whenShredding = tenant -> {
            throw new AtomException(ErrorCode.UNAVAILABLE, "the vault is away");
        };
    }

    void working() {
        whenShredding = tenant -> {};
    }

    @Override
    public ShredReceipt shred(Caller caller) {
        whenShredding.accept(caller.tenant());
        shredded.add(caller.tenant());
        return new ShredReceipt(UUID.randomUUID(), caller.tenant(), Instant.EPOCH, List.of(), 0, "");
    }

    @Override
    public KeyInfo put(Caller caller, KeyName name, Secret value, Optional<String> provider) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<KeyInfo> list(Caller caller) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<KeyInfo> find(Caller caller, KeyName name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<KeyInfo> history(Caller caller, KeyName name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(Caller caller, KeyName name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<OpenedKey>> open(Caller caller, KeyName name, String purpose) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void recordCheck(Caller caller, KeyName name, int version, KeyInfo.Check check) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DekRotation rotate(Caller caller, int fromVersion) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int dataKeyVersion(Caller caller) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int rewrap(Actor by) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] export(Caller caller, Secret passphrase) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<KeyInfo> importBundle(Caller caller, byte[] bundle, Secret passphrase) {
        throw new UnsupportedOperationException();
    }
}
