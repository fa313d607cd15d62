package dev.atom.core.identity;

import static dev.atom.spi.ErrorCode.UNAUTHORIZED;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.Page;
import dev.atom.core.db.PageCursor;
import dev.atom.core.db.PageRequest;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * Logging in and out. Guarantees: a refused log-in takes one look-up, one password hash and one audit row, whether the tenant, the
 * user, the password or its standing was wrong, and says the same; one that was not heard, because there were too many or the
 * server was busy, is on record a moment later, the like ones together; each log-in is a new session; a refresh token is good once, and
 * one that comes again ends its session; an ended session is refused at once in this process and within five seconds in every
 * other.
 *
 * <p>Thread-safe; methods block on the database, and those that take a password on their turn to hash it: UNAVAILABLE with the
 * detail {@code retry_after_seconds} when that does not come in time.
 */
public final class SessionService {
    private static final Pattern SLUG = Pattern.compile("[a-z0-9-]{1,63}");
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private final IdentityParts parts;
    private final SessionOpening opening;
    private final LogInGuard guard;

    SessionService(IdentityParts parts, LogInSettings settings) {
        this.parts = parts;
        this.opening = new SessionOpening(parts, new AccessTokens(settings.keys(), parts.clock()));
        this.guard = settings.guard();
    }

    /**
     * Logs in.
     *
     * @param visitor who tries, not known yet
     * @throws AtomException UNAUTHORIZED; RATE_LIMITED when the guard says so; UNAVAILABLE when nobody can say whether the password
     *     is right, which counts against nobody
     */
    public SessionTokens logIn(LogIn attempt, Actor visitor) {
        try {
            return guarded(attempt, visitor);
        } catch (AtomException failed) {
            if (failed.code() == ErrorCode.RATE_LIMITED || failed.code() == ErrorCode.UNAVAILABLE) {
                parts.refusals().accept(refusal(TenantId.PLATFORM, visitor, "user/unknown", failed.code()));
            }
            throw failed;
        }
    }

    private SessionTokens guarded(LogIn attempt, Actor visitor) {
        String slug = attempt.tenant().toLowerCase(Locale.ROOT);
        String name = attempt.username().toLowerCase(Locale.ROOT);
        // What cannot be a name is looked up all the same, as one that nobody has.
        String known = SLUG.matcher(slug).matches() ? slug : "";
        String key = Username.isOne(name) ? name : "";
        PasswordText password = PasswordText.of(attempt.password());
        try (LogInGuard.Attempt guess =
                guard.admit(known + "/" + key, visitor.origin().ip())) {
            Optional<LogInStore.Found> found =
                    parts.db().withoutTenant(handle -> LogInStore.find(handle, known, key, parts.now()));
            Passwords.Outcome outcome = parts.passwords().check(password, found.flatMap(LogInStore.Found::password));
            if (outcome == Passwords.Outcome.WRONG
                    || !found.map(LogInStore.Found::mayLogIn).orElse(false)) {
                guess.wrong();
                throw refused(found, visitor);
            }
            LogInStore.Found who = found.orElseThrow();
            Optional<String> stronger = outcome == Passwords.Outcome.RIGHT_BUT_WEAK
                    ? Optional.of(parts.passwords().store(password))
                    : Optional.empty();
            return parts.<Optional<SessionTokens>>change(who.tenant(), handle -> start(handle, who, stronger, visitor))
                    .orElseThrow(() -> {
                        guess.wrong();
                        return refused(found, visitor);
                    });
        }
    }

    /**
     * Gives a new pair of tokens for a refresh token, which is spent by it.
     *
     * @param visitor who asks, not known yet
     * @throws AtomException UNAUTHORIZED for a token that is unknown or spent, and when session, user or tenant are not in good
     *     standing any more; RATE_LIMITED when the guard says so, which hears of those that were never given to anybody
     */
    public SessionTokens refresh(Secret token, Actor visitor) {
        try (LogInGuard.Attempt guess = guard.admitRefresh(visitor.origin().ip())) {
            Optional<RefreshToken> presented = RefreshToken.read(token);
            Refreshed refreshed =
                    presented.map(known -> refreshed(known, visitor)).orElse(Refreshed.UNKNOWN);
            if (!refreshed.known()) {
                guess.wrong();
            }
            return refreshed.tokens().orElseThrow(SessionService::unauthorized);
        }
    }

    /** In one transaction, whatever comes of it. */
    private Refreshed refreshed(RefreshToken presented, Actor visitor) {
        return parts.change(presented.tenant(), handle -> {
            Optional<UUID> session = RefreshTokenStore.spend(handle, presented, parts.now());
            if (session.isEmpty()) {
                return new Refreshed(endReused(handle, presented, visitor), Optional.empty());
            }
            Optional<SessionTokens> tokens =
                    session.flatMap(id -> opening.goOn(handle, presented.tenant(), id, visitor));
            if (tokens.isEmpty()) {
                session.ifPresent(id -> parts.audit()
                        .record(handle, refusal(presented.tenant(), visitor, "session/" + id, UNAUTHORIZED)));
            }
            return new Refreshed(true, tokens);
        });
    }

    /**
     * Ends a session. Idempotent for one's own.
     *
     * @param onlyOf the user whose session it must be; any user's if empty
     * @throws AtomException NOT_FOUND when there is no such live session
     */
    public void end(Caller caller, UUID session, Optional<UserId> onlyOf) {
        boolean logOut = caller.actor().kind() == Actor.Kind.USER && onlyOf.isPresent();
        Session.Ending ending =
                new Session.Ending(parts.now(), logOut ? "ended by its user" : "ended by an administrator");
        boolean ended = parts.change(caller.tenant(), handle -> {
            if (SessionStore.end(handle, caller.tenant(), session, onlyOf, ending) == 0) {
                return false;
            }
            Map<String, String> details = Map.of("because", ending.because());
            parts.audit().record(handle, AuditEvent.of(caller, "session.end", "session/" + session, details));
            return true;
        });
        if (!ended) {
            throw new AtomException(ErrorCode.NOT_FOUND, "there is no session " + session);
        }
    }

    /** The live sessions, newest first, of one user or of all. */
    public Page<Session> list(Caller caller, Optional<UserId> of, PageRequest page) {
        TenantId tenant = caller.tenant();
        return Page.of(
                parts.db().in(tenant, handle -> SessionStore.list(handle, tenant, of, page, parts.now())),
                page,
                session -> new PageCursor(session.createdAt(), session.id()));
    }

    /**
     * Gives a user the password it chose. All its sessions end, and a new one begins.
     *
     * @param caller the user itself
     * @throws AtomException VALIDATION_ERROR when {@code current} is wrong or {@code wanted} may not be chosen; RATE_LIMITED when
     *     the guard says so
     */
    public SessionTokens changePassword(Caller caller, UserId user, Secret current, Secret wanted) {
        TenantId tenant = caller.tenant();
        PasswordText next = PasswordText.of(wanted);
        String stored = known(caller, user, PasswordText.of(current));
        User before = parts.db()
                .in(tenant, handle -> UserStore.find(handle, tenant, user))
                .orElseThrow(SessionService::unauthorized);
        PasswordRules.check(next, before.username(), before.email());
        if (next.isSameAs(PasswordText.of(current))) {
            throw invalid("new_password", "is the one you have: choose another one");
        }
        String hash = parts.passwords().store(next);
        return parts.<Optional<SessionTokens>>change(tenant, handle -> {
                    if (LogInStore.replace(handle, tenant, user, stored, hash, parts.now()) == 0) {
                        return Optional.empty();
                    }
                    SessionStore.endAll(handle, tenant, user, new Session.Ending(parts.now(), "password changed"));
                    parts.audit().record(handle, AuditEvent.of(caller, "user.password", "user/" + user, Map.of()));
                    return opening.open(handle, tenant, user, caller.actor());
                })
                .orElseThrow(SessionService::unauthorized);
    }

    /** What is stored of the user's password, if that is the one given. */
    private String known(Caller caller, UserId user, PasswordText current) {
        TenantId tenant = caller.tenant();
        try (LogInGuard.Attempt guess =
                guard.admit(tenant + "/" + user, caller.actor().origin().ip())) {
            Optional<String> stored = parts.db().in(tenant, handle -> LogInStore.password(handle, tenant, user));
            if (parts.passwords().check(current, stored) == Passwords.Outcome.WRONG) {
                guess.wrong();
                throw invalid("current_password", "is wrong");
            }
            return stored.orElseThrow();
        }
    }

    /** Empty when user, tenant or password changed since they were looked up. */
    private Optional<SessionTokens> start(
            Handle handle, LogInStore.Found who, Optional<String> stronger, Actor visitor) {
        UserId user = who.user().orElseThrow();
        String password = who.password().orElseThrow();
        if (LogInStore.note(handle, who.tenant(), user, password, parts.now()) == 0) {
            return Optional.empty();
        }
        stronger.ifPresent(hash -> LogInStore.rehash(handle, who.tenant(), user, password, hash));
        SessionStore.forget(handle, who.tenant(), user, parts.now().minus(REMEMBERED));
        return opening.open(handle, who.tenant(), user, visitor);
    }

    /** A token that was spent comes again: somebody has a copy, and nobody can tell who is who. Whether it was ever given. */
    private boolean endReused(Handle handle, RefreshToken presented, Actor visitor) {
        Session.Ending ending = new Session.Ending(parts.now(), "refresh token used twice");
        Optional<UUID> known = RefreshTokenStore.session(handle, presented);
        known.ifPresent(session -> {
            if (SessionStore.end(handle, presented.tenant(), session, Optional.empty(), ending) == 0) {
                // The same token may come any number of times: no row for each.
                parts.refusals().accept(refusal(presented.tenant(), visitor, "session/" + session, UNAUTHORIZED));
            } else {
                Map<String, String> details = Map.of("because", ending.because());
                parts.audit()
                        .record(
                                handle,
                                new AuditEvent(
                                        presented.tenant(), visitor, "session.end", "session/" + session, details));
            }
        });
        return known.isPresent();
    }

    /** On record where it belongs; attempts at tenants that do not exist are the platform's to see. */
    private AtomException refused(Optional<LogInStore.Found> found, Actor visitor) {
        TenantId tenant = found.map(LogInStore.Found::tenant).orElse(TenantId.PLATFORM);
        String user =
                found.flatMap(LogInStore.Found::user).map(UserId::toString).orElse("unknown");
        parts.db().run(tenant, handle -> {
            var unused = parts.audit().record(handle, refusal(tenant, visitor, "user/" + user, UNAUTHORIZED));
        });
        return unauthorized();
    }

    private static AuditEvent refusal(TenantId tenant, Actor visitor, String resource, ErrorCode why) {
        return new AuditEvent(tenant, visitor, "session.refuse", resource, Map.of()).withOutcome(why.name());
    }

    private static AtomException unauthorized() {
        return new AtomException(UNAUTHORIZED, "no valid credential");
    }

    private static AtomException invalid(String field, String problem) {
        return new AtomException(ErrorCode.VALIDATION_ERROR, field + " " + problem, null, Map.of(field, problem));
    }

    /**
     * What came of a refresh token.
     *
     * @param known whether it was ever given to somebody
     */
    private record Refreshed(boolean known, Optional<SessionTokens> tokens) {
        static final Refreshed UNKNOWN = new Refreshed(false, Optional.empty());
    }
}
