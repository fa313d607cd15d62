package dev.atom.core.llm;

import dev.atom.core.audit.Caller;
import dev.atom.core.vault.KeyInfo;
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.KeyVault;
import dev.atom.spi.AtomException;
import dev.atom.spi.AuthenticationException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import dev.atom.spi.llm.KeyCheck;
import java.util.Optional;

/**
 * Stores keys that belong to providers, checking them with the provider when asked to. Blocks. The vault itself knows nothing
 * of providers.
 */
public final class ProviderKeys {
    private final KeyVault vault;
    private final Providers providers;
    private final ProviderChecks checks;

    ProviderKeys(KeyVault vault, Providers providers, ProviderChecks checks) {
        this.vault = vault;
        this.providers = providers;
        this.checks = checks;
    }

    /**
     * Stores a key. A name that is an active provider's id is that provider's key; any other name is for {@code provider}, or
     * for none.
     *
     * @param verify whether to ask the provider first; a key it refuses for certain is not stored
     * @throws AuthenticationException when the provider refuses the key
     * @throws AtomException VALIDATION_ERROR when the provider is not active or the name is another provider's
     */
    public KeyInfo put(Caller caller, KeyName name, Secret value, Optional<String> provider, boolean verify) {
        Optional<String> owner = owner(name, provider);
        if (!verify) {
            return vault.put(caller, name, value, owner);
        }
        String asked = owner.orElseThrow(() -> new AtomException(
                ErrorCode.VALIDATION_ERROR, "verify needs a provider: name one, or leave verify out"));
        if (Placeholders.isPlaceholder(value)) {
            throw new AtomException(ErrorCode.VALIDATION_ERROR, "value is a placeholder, not a key");
        }
        KeyCheck check = providers.get(asked).provider().verify(value);
        if (check.status() == KeyCheck.Status.INVALID) {
            throw new AuthenticationException(asked, asked + " refused the key: it was not stored");
        }
        KeyInfo stored = vault.put(caller, name, value, owner);
        KeyInfo.Check noted = check.status() == KeyCheck.Status.VALID ? KeyInfo.Check.VALID : KeyInfo.Check.UNKNOWN;
        vault.recordCheck(caller, name, stored.version(), noted);
        return vault.find(caller, name).orElse(stored);
    }

    /**
     * Asks the provider of a stored key whether it accepts it, notes the answer and gives it in {@link KeyInfo#check}.
     *
     * @throws AtomException NOT_FOUND when there is no such key, VALIDATION_ERROR when it is for no provider
     */
    public KeyInfo verify(Caller caller, KeyName name) {
        KeyInfo key = stored(caller, name);
        String provider = key.provider()
                .orElseThrow(() -> new AtomException(
                        ErrorCode.VALIDATION_ERROR, "key " + name + " is for no provider: store it with one"));
        checks.check(caller, name, provider);
        return stored(caller, name);
    }

    private KeyInfo stored(Caller caller, KeyName name) {
        return vault.find(caller, name)
                .orElseThrow(() -> new AtomException(ErrorCode.NOT_FOUND, "no key is stored under " + name));
    }

    private Optional<String> owner(KeyName name, Optional<String> provider) {
        if (providers.isActive(name.value())) {
            if (provider.isPresent() && !provider.get().equals(name.value())) {
                throw new AtomException(
                        ErrorCode.VALIDATION_ERROR,
                        "the name " + name
                                + " is kept for that provider's key: choose another name or leave provider out");
            }
            return Optional.of(name.value());
        }
        provider.filter(given -> !providers.isActive(given)).ifPresent(given -> {
            throw new AtomException(ErrorCode.VALIDATION_ERROR, "provider is not one of " + providers.ids());
        });
        return provider;
    }
}
