package dev.atom.server.config;

import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.spi.AtomException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What seals the tenants' keys.
 *
 * @param masterKey the configured master keys; there is no default, losing them loses every stored key
 */
public record VaultConfig(Optional<MasterKeyWrapper> masterKey) {
    static VaultConfig from(Values values) {
        Map<String, String> variables = new HashMap<>();
        values.locate(Setting.VAULT_MASTER_KEY, variables);
        values.locate(Setting.VAULT_MASTER_KEY_PREVIOUS, variables);
        try {
            return new VaultConfig(MasterKeyWrapper.fromEnvironment(variables, new SecureRandom()));
        } catch (AtomException wrong) {
            values.problem(wrong.getMessage());
            return new VaultConfig(Optional.empty());
        }
    }
}
