package dev.atom.http.route;

import dev.atom.core.identity.RoleName;
import dev.atom.core.identity.User;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A user on the wire. */
record UserBody(
        UUID id,
        String username,
        String email,
        Optional<String> fullName,
        String status,
        boolean mustChangePassword,
        List<String> roles,
        Instant createdAt,
        Optional<Instant> lastLoginAt) {
    UserBody {
        roles = List.copyOf(roles);
    }

    static UserBody of(User user) {
        return new UserBody(
                user.id().value(),
                user.username().value(),
                user.email().value(),
                user.fullName(),
                user.status().wireName(),
                user.mustChangePassword(),
                user.roles().stream().map(RoleName::value).toList(),
                user.createdAt(),
                user.lastLoginAt());
    }
}
