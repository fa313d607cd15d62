package dev.atom.core.llm;

import dev.atom.core.audit.Caller;
import dev.atom.core.llm.Providers.Active;
import dev.atom.core.vault.KeyInfo;
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.OpenedKey;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.llm.KeyCheck;
import dev.atom.spi.llm.LlmModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Questions to providers that cost nothing: does the key work, which models are there. Blocks. */
final class ProviderChecks {
    private final LlmHost host;
    private final Providers providers;

    ProviderChecks(LlmHost host, Providers providers) {
        this.host = host;
        this.providers = providers;
    }

    Preflight preflight(Caller caller, KeySource source, String provider) {
        providers.get(provider);
        return check(source.holder(caller), new KeyName(provider), provider);
    }

    /** Asks about the key of that name, and notes the answer. */
    Preflight check(Caller holder, KeyName name, String provider) {
        Active active = providers.get(provider);
        Optional<OpenedKey> opened = open(holder, name, "preflight");
        if (opened.isEmpty()) {
            return new Preflight(provider, Preflight.Status.MISSING, "no key is stored under " + name);
        }
        try (OpenedKey key = opened.get()) {
            if (Placeholders.isPlaceholder(key.secret())) {
                return new Preflight(
                        provider, Preflight.Status.MISSING, "the stored value is a placeholder, not a key");
            }
            KeyCheck check = active.provider().verify(key.secret());
            host.vault().recordCheck(holder, name, key.info().version(), noted(check.status()));
            return new Preflight(provider, status(check.status()), Redactor.redact(check.reason(), key.secret()));
        }
    }

    private static KeyInfo.Check noted(KeyCheck.Status status) {
        return switch (status) {
            case VALID -> KeyInfo.Check.VALID;
            case INVALID -> KeyInfo.Check.INVALID;
            case UNKNOWN -> KeyInfo.Check.UNKNOWN;
        };
    }

    private static Preflight.Status status(KeyCheck.Status status) {
        return switch (status) {
            case VALID -> Preflight.Status.VALID;
            case INVALID -> Preflight.Status.INVALID;
            case UNKNOWN -> Preflight.Status.UNKNOWN;
        };
    }

    List<LlmModel> models(Caller caller, KeySource source) {
        List<LlmModel> models = new ArrayList<>();
        List<AtomException> failures = new ArrayList<>();
        for (Active active : providers.all()) {
            String id = active.provider().id();
            open(source.holder(caller), new KeyName(id), "models").ifPresent(opened -> {
                try (OpenedKey key = opened) {
                    if (!Placeholders.isPlaceholder(key.secret())) {
                        active.provider().models(key.secret()).forEach(model -> models.add(prefixed(id, model)));
                    }
                } catch (AtomException failed) {
                    failures.add(failed);
                }
            });
        }
        if (models.isEmpty() && !failures.isEmpty()) {
            throw failures.get(0);
        }
        return models;
    }

    private static LlmModel prefixed(String provider, LlmModel model) {
        return new LlmModel(provider + "/" + model.id(), model.created(), model.ownedBy());
    }

    private Optional<OpenedKey> open(Caller holder, KeyName name, String purpose) {
        try {
            return host.vault()
                    .open(holder, name, purpose)
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof AtomException failure) {
                throw failure;
            }
            throw new AtomException(ErrorCode.INTERNAL_ERROR, "the vault failed", failed);
        }
    }
}
