package dev.atom.core.identity;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.Page;
import dev.atom.core.db.PageCursor;
import dev.atom.core.db.PageRequest;
import dev.atom.core.db.SqlStates;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * The users of the caller's tenant. Guarantees: a tenant that has an active administrator always has one; nobody gives roles, or
 * changes users, that carry more than they do themselves; every change is audited in its own transaction; a user that is disabled,
 * deleted or given another password or other roles is so at once in this process and within five seconds in every other.
 *
 * <p>Thread-safe; methods block on the database, and those that take a password on their turn to hash it: UNAVAILABLE with the
 * detail {@code retry_after_seconds} when that does not come in time.
 */
public final class UserService {
    private final IdentityParts parts;

    UserService(IdentityParts parts) {
        this.parts = parts;
    }

    /**
     * Creates an active user.
     *
     * @throws AtomException VALIDATION_ERROR for a password that may not be chosen or a role that does not exist; FORBIDDEN when
     *     the roles carry more than {@code by}; CONFLICT when the tenant has a user of that name or address; NOT_FOUND when
     *     there is no such tenant, or it is deleted
     */
    public User create(Authority by, NewUser wanted) {
        String password = storable(wanted.password(), wanted.username(), wanted.email());
        User user = new User(
                UserId.random(),
                by.tenant(),
                wanted.username(),
                wanted.email(),
                wanted.fullName(),
                UserStatus.ACTIVE,
                wanted.mustChangePassword(),
                new TreeSet<>(wanted.roles()),
                parts.now(),
                Optional.empty());
        return parts.changeAlone(by.tenant(), handle -> insert(handle, by, user, password));
    }

    /**
     * Creates the platform's first administrator with a password that has to be changed at the first log-in, within seven days. Of
     * any number of concurrent calls, in any number of processes, one succeeds. Gives the one that a former call made another
     * password, when theirs is no longer good, they never chose one, and there is no other administrator.
     *
     * @param by of the platform tenant
     * @throws AtomException CONFLICT when the platform has an active administrator
     */
    public FirstAdmin bootstrap(Authority by, Username username, EmailAddress email) {
        Secret password = Secret.of(parts.passwords().oneTime());
        String stored = parts.passwords().store(PasswordText.of(password));
        SortedSet<RoleName> admin = new TreeSet<>(Set.of(BuiltInRole.ADMIN.roleName()));
        User user = new User(
                UserId.random(),
                by.tenant(),
                username,
                email,
                Optional.empty(),
                UserStatus.ACTIVE,
                true,
                admin,
                parts.now(),
                Optional.empty());
        return parts.changeAlone(by.tenant(), handle -> {
            Optional<User> never = UserStore.adminWhoNeverChose(
                    handle, by.tenant(), username, parts.now().minus(PasswordRules.GIVEN_FOR));
            if (never.isPresent()) {
                return new FirstAdmin(giveAgain(handle, by, never.get(), stored), password);
            }
            if (UserStore.hasAdmin(handle, by.tenant())) {
                throw conflict("the platform already has an active administrator: log in as one of them");
            }
            return new FirstAdmin(insert(handle, by, user, stored), password);
        });
    }

    /**
     * A user.
     *
     * @throws AtomException NOT_FOUND
     */
    public User get(Caller caller, UserId id) {
        return parts.db()
                .in(caller.tenant(), handle -> UserStore.find(handle, caller.tenant(), id))
                .orElseThrow(() -> unknown(id));
    }

    /** The users, oldest first. */
    public Page<User> list(Caller caller, PageRequest page) {
        return Page.of(
                parts.db().in(caller.tenant(), handle -> UserStore.list(handle, caller.tenant(), page)),
                page,
                user -> new PageCursor(user.createdAt(), user.id().value()));
    }

    /**
     * Changes a user.
     *
     * @return the user as it is now
     * @throws AtomException NOT_FOUND; VALIDATION_ERROR and FORBIDDEN as {@link #create}, VALIDATION_ERROR also for a password that
     *     is the caller's own, who would not have to know the present one, FORBIDDEN also when the user carries
     *     more than {@code by}; CONFLICT when the address is taken, or no administrator would be left
     */
    public User update(Authority by, UserId id, UserChange wanted) {
        if (wanted.password().isPresent() && isThemselves(by, id)) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "password is your own: change it with the present one, at POST /api/v1/auth/password",
                    null,
                    Map.of("password", "is your own"));
        }
        Optional<String> password = wanted.password().map(given -> {
            User known = get(by.caller(), id);
            return storable(given, known.username(), wanted.email().orElse(known.email()));
        });
        return parts.changeAlone(by.tenant(), handle -> {
            User before = require(handle, by, id);
            User after = new User(
                    before.id(),
                    before.tenant(),
                    before.username(),
                    wanted.email().orElse(before.email()),
                    wanted.fullName().or(before::fullName),
                    wanted.status().orElse(before.status()),
                    password.isPresent() || before.mustChangePassword(),
                    wanted.roles().<SortedSet<RoleName>>map(TreeSet::new).orElse(before.roles()),
                    before.createdAt(),
                    before.lastLoginAt());
            by.requireCovers(Roles.permissions(handle, by.tenant(), after.roles()));
            keepingAnAdmin(handle, by, () -> write(handle, before, after, password));
            parts.audit().record(handle, event(by, "user.update", after, changes(before, after, password.isPresent())));
            return after;
        });
    }

    /**
     * Deletes a user: its sessions end, and what was known of the person is erased.
     *
     * @throws AtomException NOT_FOUND; FORBIDDEN when the user carries more than {@code by}; CONFLICT when no administrator would
     *     be left
     */
    public void delete(Authority by, UserId id) {
        parts.changeAlone(by.tenant(), handle -> {
            User user = require(handle, by, id);
            keepingAnAdmin(handle, by, () -> UserStore.erase(handle, by.tenant(), id));
            SessionStore.endAll(handle, by.tenant(), id, new Session.Ending(parts.now(), "user deleted"));
            return parts.audit().record(handle, event(by, "user.delete", user, Map.of()));
        });
    }

    private User insert(Handle handle, Authority by, User user, String password) {
        by.requireCovers(Roles.permissions(handle, by.tenant(), user.roles()));
        if (UserStore.insert(handle, user, password) == 0) {
            throw UserStore.isTaken(handle, user)
                    ? conflict("the tenant has a user of this name or email already: choose another one")
                    : new AtomException(ErrorCode.NOT_FOUND, "there is no tenant " + by.tenant());
        }
        UserStore.setRoles(handle, user);
        parts.audit().record(handle, event(by, "user.create", user, Map.of("roles", names(user))));
        return user;
    }

    private User giveAgain(Handle handle, Authority by, User user, String password) {
        UserStore.setPassword(handle, user, password, parts.now());
        SessionStore.endAll(handle, user.tenant(), user.id(), new Session.Ending(parts.now(), "password changed"));
        parts.audit().record(handle, event(by, "user.update", user, changes(user, user, true)));
        return user;
    }

    private void write(Handle handle, User before, User after, Optional<String> password) {
        try {
            UserStore.update(handle, after);
        } catch (JdbiException failure) {
            throw SqlStates.isUniqueViolation(failure)
                    ? conflict("the tenant has a user of this email already: choose another one")
                    : failure;
        }
        if (!after.roles().equals(before.roles())) {
            UserStore.setRoles(handle, after);
        }
        password.ifPresent(stored -> UserStore.setPassword(handle, after, stored, parts.now()));
        if (password.isPresent() || after.status() != UserStatus.ACTIVE) {
            String because = password.isPresent() ? "password changed" : "user disabled";
            SessionStore.endAll(handle, after.tenant(), after.id(), new Session.Ending(parts.now(), because));
        }
    }

    private static boolean isThemselves(Authority by, UserId id) {
        Actor actor = by.caller().actor();
        return actor.kind() == Actor.Kind.USER && actor.id().equals(id.toString());
    }

    /** Undoes everything, by throwing, when the tenant had an administrator before and has none after. */
    private static void keepingAnAdmin(Handle handle, Authority by, Runnable work) {
        boolean had = UserStore.hasAdmin(handle, by.tenant());
        work.run();
        if (had && !UserStore.hasAdmin(handle, by.tenant())) {
            throw conflict("this user is the tenant's last administrator: make another one first");
        }
    }

    private User require(Handle handle, Authority by, UserId id) {
        User user = UserStore.find(handle, by.tenant(), id).orElseThrow(() -> unknown(id));
        by.requireCovers(Roles.permissions(handle, by.tenant(), user.roles()));
        return user;
    }

    private String storable(Secret password, Username username, EmailAddress email) {
        PasswordText text = PasswordText.of(password);
        PasswordRules.check(text, username, email);
        return parts.passwords().store(text);
    }

    /** What changed, by name: never an address or a name of the person, which the log would keep for ever. */
    private static Map<String, String> changes(User before, User after, boolean password) {
        Map<String, String> changed = new LinkedHashMap<>();
        if (!after.roles().equals(before.roles())) {
            changed.put("roles", names(after));
        }
        if (after.status() != before.status()) {
            changed.put("status", after.status().wireName());
        }
        if (!after.email().equals(before.email())) {
            changed.put("email", "changed");
        }
        if (!after.fullName().equals(before.fullName())) {
            changed.put("full_name", "changed");
        }
        if (password) {
            changed.put("password", "changed");
        }
        return changed;
    }

    /** Role names have at most 63 characters and a detail 200. */
    private static String names(User user) {
        String all = user.roles().stream().map(RoleName::value).collect(Collectors.joining(","));
        return all.length() <= AuditEvent.MAX_DETAIL ? all : user.roles().size() + " roles";
    }

    private static AtomException conflict(String message) {
        return new AtomException(ErrorCode.CONFLICT, message);
    }

    private static AtomException unknown(UserId id) {
        return new AtomException(ErrorCode.NOT_FOUND, "there is no user " + id);
    }

    private static AuditEvent event(Authority by, String action, User user, Map<String, String> details) {
        return AuditEvent.of(by.caller(), action, "user/" + user.id(), details);
    }
}
