package dev.atom.core.tenant;

import dev.atom.core.audit.Actor;
import dev.atom.core.identity.Holder;
import dev.atom.core.identity.Permission;
import dev.atom.core.identity.UserId;
import dev.atom.spi.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** A credential as the database knows it. */
sealed interface FoundCredential {
    /** Whether it is good at that time. */
    boolean isLive(Instant now);

    /** From when on it is not good any more, if nothing changes. */
    Instant until();

    /** Whoever acts with it. */
    Actor.Kind actorKind();

    /** The actor's id. */
    String actorId();

    /** What it carries in the tenant it was found in. */
    Set<Permission> permissions(TenantId tenant);

    /** Whose it is. */
    Holder holder();

    /**
     * An API key.
     *
     * @param graceUntil until when it is accepted beside the one that takes its place
     * @param lastUsedAt when it was last used, as far as that is written down
     * @param user whose it is, unless it is the tenant's own
     */
    record Key(
            UUID id,
            Instant expiresAt,
            Optional<Instant> revokedAt,
            Optional<Instant> graceUntil,
            Optional<Instant> lastUsedAt,
            Optional<KeyUser> user)
            implements FoundCredential {
        @Override
        public boolean isLive(Instant now) {
            return revokedAt.isEmpty()
                    && now.isBefore(until())
                    && user.map(KeyUser::active).orElse(true);
        }

        @Override
        public Instant until() {
            return graceUntil.filter(expiresAt::isAfter).orElse(expiresAt);
        }

        @Override
        public Actor.Kind actorKind() {
            return Actor.Kind.API_KEY;
        }

        @Override
        public String actorId() {
            return id.toString();
        }

        /** What keys may carry at most; of that, for a user's key, what the user may do. */
        @Override
        public Set<Permission> permissions(TenantId tenant) {
            Set<Permission> most = Permission.ofKeysOf(tenant);
            return user.map(whose ->
                            whose.granted().stream().filter(most::contains).collect(Collectors.toUnmodifiableSet()))
                    .orElse(most);
        }

        @Override
        public Holder holder() {
            return user.map(whose -> new Holder(Optional.of(whose.id()), Optional.empty(), false))
                    .orElse(Holder.NOBODY);
        }
    }

    /**
     * Whose an API key is.
     *
     * @param active whether the user may act
     * @param granted what the user's roles allow
     */
    record KeyUser(UserId id, boolean active, Set<Permission> granted) {
        public KeyUser {
            granted = Set.copyOf(granted);
        }
    }

    /**
     * A session of a user.
     *
     * @param active whether neither the session was ended nor the user disabled
     * @param granted what the user's roles allow
     */
    record LoggedIn(Holder holder, boolean active, Set<Permission> granted, Instant idleUntil, Instant absoluteUntil)
            implements FoundCredential {
        public LoggedIn {
            granted = Set.copyOf(granted);
        }

        @Override
        public boolean isLive(Instant now) {
            return active && now.isBefore(until());
        }

        @Override
        public Instant until() {
            return idleUntil.isBefore(absoluteUntil) ? idleUntil : absoluteUntil;
        }

        @Override
        public Actor.Kind actorKind() {
            return Actor.Kind.USER;
        }

        @Override
        public String actorId() {
            return holder.user().orElseThrow().toString();
        }

        /** Nothing while another password has to be chosen; never more than the tenant has, whatever a role's row says. */
        @Override
        public Set<Permission> permissions(TenantId tenant) {
            if (holder.mustChangePassword()) {
                return Set.of();
            }
            Set<Permission> most = Permission.within(tenant);
            return granted.stream().filter(most::contains).collect(Collectors.toUnmodifiableSet());
        }
    }
}
