package dev.atom.core.vault;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens that share a transaction: one statement reads every row they need and writes an audit row for each, one commit
 * makes them durable. Nothing is decrypted before.
 */
final class OpenBatch {
    private final VaultParts parts;
    private final Sealer sealer;
    private final TenantId tenant;
    private final List<OpenRequest> requests;

    OpenBatch(VaultParts parts, Sealer sealer, List<OpenRequest> requests) {
        this.parts = parts;
        this.sealer = sealer;
        this.tenant = requests.get(0).caller().tenant();
        this.requests = requests;
    }

    /** Reads and audits; the answers may be given when this has returned. */
    OpenStore.Snapshot commit() {
        return OpenStore.readAndAudit(parts, tenant, requests);
    }

    /** Decrypts each key once, and gives each request a copy of its own. */
    void answer(OpenStore.Snapshot snapshot) {
        sealer.forget(tenant, snapshot.shredded());
        Optional<AtomException> refusal = TenantGate.refusal(tenant, snapshot.status());
        if (refusal.isPresent()) {
            fail(refusal.get());
            return;
        }
        Map<KeyName, List<OpenRequest>> byName = new HashMap<>();
        requests.forEach(request -> byName.computeIfAbsent(request.name(), name -> new ArrayList<>())
                .add(request));
        byName.forEach((name, asking) -> answer(asking, snapshot.keys().get(name)));
    }

    /** Gives every request that has no answer yet the same failure. */
    void fail(AtomException failure) {
        requests.forEach(request -> request.answer().completeExceptionally(failure));
    }

    private void answer(List<OpenRequest> asking, @Nullable SealedKey key) {
        if (key == null) {
            asking.forEach(request -> request.answer().complete(Optional.empty()));
            return;
        }
        Secret plaintext;
        try {
            plaintext = sealer.open(key);
        } catch (RuntimeException | Error failed) {
            // Errors too, such as a class that a wrapper's jar lacks: an open without an answer would wait for ever.
            asking.forEach(request -> request.answer().completeExceptionally(failed));
            return;
        }
        try (plaintext) {
            asking.forEach(request -> give(request, new OpenedKey(key.info(), plaintext.use(Secret::copyOf))));
        }
    }

    private static void give(OpenRequest request, OpenedKey opened) {
        if (!request.answer().complete(Optional.of(opened))) {
            // Its asker gave up: nobody else will close it.
            opened.close();
        }
    }

    static AtomException unavailable(Throwable cause) {
        return new AtomException(
                ErrorCode.UNAVAILABLE,
                "no key was opened, because its use could not be written to the audit log: try again",
                cause);
    }
}
