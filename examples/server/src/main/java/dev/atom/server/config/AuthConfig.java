package dev.atom.server.config;

import dev.atom.core.identity.TokenKeys;
import dev.atom.spi.AtomException;
import dev.atom.spi.Secret;
import java.util.Optional;

/**
 * How users log in.
 *
 * @param tokenKeys what access tokens are signed with; an embedded database brings its own unless it is set, an external one needs it,
 *     because every instance on it must have the same
 */
public record AuthConfig(Optional<TokenKeys> tokenKeys) {
    static AuthConfig from(Values values) {
        Optional<Secret> current = values.secret(Setting.AUTH_JWT_SECRET);
        Optional<Secret> previous = values.secret(Setting.AUTH_JWT_SECRET_PREVIOUS);
        if (current.isEmpty() && previous.isPresent()) {
            values.problem("ATOM_JWT_SECRET_PREVIOUS is set and ATOM_JWT_SECRET is not: set the one in use too");
        }
        try {
            return new AuthConfig(current.map(key -> TokenKeys.of(key, previous)));
        } catch (AtomException wrong) {
            values.problem("ATOM_JWT_SECRET: " + wrong.getMessage());
            return new AuthConfig(Optional.empty());
        }
    }
}
