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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Opens that share a transaction: one statement reads every row they need and writes an audit row for each, one commit
 * makes them durable. Nothing is decrypted before.
 */
final class OpenBatch {
    private final VaultParts parts;
    private final Sealer sealer;

    /** In ascending order, as every flush takes them. */
    private final SortedMap<TenantId, List<OpenRequest>> requests = ascending();

    private Map<TenantId, OpenStore.Standing> found = Map.of();

    OpenBatch(VaultParts parts, Sealer sealer, List<OpenRequest> taken) {
        this.parts = parts;
        this.sealer = sealer;
        taken.forEach(request -> requests.computeIfAbsent(request.tenant(), tenant -> new ArrayList<>())
                .add(request));
    }

    private static SortedMap<TenantId, List<OpenRequest>> ascending() {
        return new TreeMap<>();
    }

    Set<TenantId> tenants() {
        return requests.keySet();
    }

    /**
     * Reads and audits; the answers may be given when this has returned. What the database refuses for the sake of one tenant
     * is asked again tenant by tenant, so that it fails for that one only.
     */
    void commit() {
        try {
            found = OpenStore.readAndAudit(parts, requests);
        } catch (RuntimeException failed) {
            if (requests.size() == 1
                    || (failed instanceof AtomException away && away.code() == ErrorCode.UNAVAILABLE)) {
                fail(unavailable(failed));
            } else {
                found = new HashMap<>();
                requests.forEach(this::commitAlone);
            }
        } catch (Error fatal) {
            fail(unavailable(fatal));
            throw fatal;
        }
    }

    private void commitAlone(TenantId tenant, List<OpenRequest> asking) {
        try {
            SortedMap<TenantId, List<OpenRequest>> alone = ascending();
            alone.put(tenant, asking);
            found.putAll(OpenStore.readAndAudit(parts, alone));
        } catch (RuntimeException failed) {
            fail(asking, unavailable(failed));
        }
    }

    /** Decrypts each key once, and gives each request that has not failed a copy of its own. */
    void answer() {
        requests.forEach((tenant, asking) -> {
            OpenStore.Standing standing = found.getOrDefault(tenant, OpenStore.Standing.NONE);
            sealer.forget(tenant, standing.shredded());
            Optional<AtomException> refusal = TenantGate.refusal(tenant, standing.status());
            if (refusal.isPresent()) {
                fail(asking, refusal.get());
            } else {
                byName(asking)
                        .forEach((name, same) -> answer(same, standing.keys().get(name)));
            }
        });
    }

    private static Map<KeyName, List<OpenRequest>> byName(List<OpenRequest> asking) {
        Map<KeyName, List<OpenRequest>> byName = new HashMap<>();
        asking.forEach(request -> byName.computeIfAbsent(request.name(), name -> new ArrayList<>())
                .add(request));
        return byName;
    }

    /** Gives every request that has no answer yet the same failure. */
    private void fail(AtomException failure) {
        requests.values().forEach(asking -> fail(asking, failure));
    }

    private static void fail(List<OpenRequest> asking, Throwable failure) {
        asking.forEach(request -> request.fail(failure));
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
            fail(asking, failed);
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

    private static AtomException unavailable(Throwable cause) {
        return new AtomException(
                ErrorCode.UNAVAILABLE,
                "no key was opened, because its use could not be written to the audit log: try again",
                cause);
    }
}
