package dev.atom.core.vault;

import dev.atom.core.audit.AuditEvent;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Opens that share a transaction: one statement reads every row they need, one round trip writes an audit row for each, one commit
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
    SealedKeyStore.Snapshot commit() {
        Set<KeyName> names = new LinkedHashSet<>();
        requests.forEach(request -> names.add(request.name()));
        return parts.tenants().in(tenant, handle -> readAndAudit(handle, names));
    }

    /** Decrypts for each request, and completes it. */
    void answer(SealedKeyStore.Snapshot snapshot) {
        sealer.forget(tenant, snapshot.shredded());
        Optional<AtomException> refusal = TenantGate.refusal(tenant, snapshot.status());
        for (OpenRequest request : requests) {
            if (refusal.isPresent()) {
                request.answer().completeExceptionally(refusal.get());
            } else {
                answer(request, snapshot.keys().get(request.name()));
            }
        }
    }

    /** Gives every request that has no answer yet the same failure. */
    void fail(AtomException failure) {
        requests.forEach(request -> request.answer().completeExceptionally(failure));
    }

    private void answer(OpenRequest request, @Nullable SealedKey key) {
        if (key == null) {
            request.answer().complete(Optional.empty());
            return;
        }
        try {
            OpenedKey opened = new OpenedKey(key.info(), sealer.open(key));
            if (!request.answer().complete(Optional.of(opened))) {
                // Its asker gave up: nobody else will close it.
                opened.close();
            }
        } catch (RuntimeException | Error failed) {
            // Errors too, such as a class that a wrapper's jar lacks: an open without an answer would wait for ever.
            request.answer().completeExceptionally(failed);
        }
    }

    private SealedKeyStore.Snapshot readAndAudit(Handle handle, Set<KeyName> names) {
        SealedKeyStore.Snapshot snapshot = SealedKeyStore.named(handle, tenant, names);
        boolean refused = TenantGate.refusal(tenant, snapshot.status()).isPresent();
        List<AuditEvent> events = requests.stream()
                .map(request -> event(request, refused, snapshot.keys().get(request.name())))
                .toList();
        parts.audit().recordAll(handle, events);
        return snapshot;
    }

    private static AuditEvent event(OpenRequest request, boolean refused, @Nullable SealedKey key) {
        Map<String, String> details = new TreeMap<>();
        if (key != null) {
            details.putAll(KeyWriter.facts(key.info()));
        }
        details.put("purpose", request.purpose());
        details.put("outcome", refused ? "refused" : key == null ? "missing" : "granted");
        return AuditEvent.of(request.caller(), "vault.use", "key/" + request.name(), details);
    }

    static AtomException unavailable(Throwable cause) {
        return new AtomException(
                ErrorCode.UNAVAILABLE,
                "no key was opened, because its use could not be written to the audit log: try again",
                cause);
    }
}
