package dev.atom.http.route;

import dev.atom.core.identity.Identity;
import dev.atom.core.identity.LogIn;
import dev.atom.core.identity.Permission;
import dev.atom.core.identity.Session;
import dev.atom.core.identity.SessionService;
import dev.atom.core.identity.SessionTokens;
import dev.atom.core.identity.UserId;
import dev.atom.core.identity.UserService;
import dev.atom.http.access.SessionCookies;
import dev.atom.http.route.Route.Method;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Logging in and out. A log-in that asks for cookies gets its tokens in cookies alone, and every later answer of these routes
 * follows it.
 */
final class AuthRoutes {
    private static final String ROOT = "/api/v1/auth/";

    private final SessionService sessions;
    private final UserService users;

    AuthRoutes(Identity identity) {
        this.sessions = identity.sessions();
        this.users = identity.users();
    }

    List<Route> routes() {
        return List.of(
                Route.open(Method.POST, ROOT + "login", this::logIn),
                Route.open(Method.POST, ROOT + "refresh", this::refresh),
                Route.passwordDue(Method.POST, ROOT + "logout", this::logOut).inDefence(),
                Route.passwordDue(Method.GET, ROOT + "me", this::me),
                Route.passwordDue(Method.POST, ROOT + "password", this::changePassword)
                        .inDefence());
    }

    private void logIn(Call call) {
        LogInBody body = call.body(LogInBody.class);
        try (Secret password = body.password();
                SessionTokens tokens =
                        sessions.logIn(new LogIn(body.tenant(), body.username(), password), call.visitor())) {
            answer(call, tokens, Boolean.TRUE.equals(body.cookies()));
        }
    }

    private void refresh(Call call) {
        Optional<Secret> sent = call.optionalBody(RefreshBody.class).map(RefreshBody::refreshToken);
        try (Secret token = sent.or(() -> SessionCookies.refresh(call.headers()).map(Secret::of))
                        .orElseThrow(AuthRoutes::noToken);
                SessionTokens tokens = sessions.refresh(token, call.visitor())) {
            answer(call, tokens, sent.isEmpty());
        }
    }

    private void logOut(Call call) {
        sessions.end(call.caller(), call.session(), Optional.of(call.user()));
        SessionCookies.clear(call.isSecure()).forEach(cookie -> call.addHeader("Set-Cookie", cookie));
        call.done();
    }

    private void me(Call call) {
        UserBody user = UserBody.of(users.get(call.caller(), call.user()));
        call.data(new MeBody(
                user,
                TenantBody.of(call.resolved().tenant()),
                call.session(),
                call.resolved().permissions().stream()
                        .map(Permission::wireName)
                        .sorted()
                        .toList()));
    }

    private void changePassword(Call call) {
        PasswordBody body = call.body(PasswordBody.class);
        UserId user = call.user();
        try (Secret current = body.currentPassword();
                Secret wanted = body.newPassword();
                SessionTokens tokens = sessions.changePassword(call.caller(), user, current, wanted)) {
            answer(call, tokens, call.cameWithCookie());
        }
    }

    private static void answer(Call call, SessionTokens tokens, boolean cookies) {
        String access = text(tokens.access());
        String refresh = text(tokens.refresh());
        long seconds = tokens.accessLife().toSeconds();
        UserBody user = UserBody.of(tokens.user());
        if (cookies) {
            SessionCookies.set(access, tokens.accessLife(), refresh, Session.IDLE, call.isSecure())
                    .forEach(cookie -> call.addHeader("Set-Cookie", cookie));
            call.data(new CookieBody(SessionCookies.csrf(access), seconds, user));
        } else {
            call.data(new TokenBody(access, "Bearer", seconds, refresh, user));
        }
    }

    private static String text(Secret token) {
        return token.use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }

    private static AtomException noToken() {
        return new AtomException(ErrorCode.UNAUTHORIZED, "no refresh token was sent");
    }

    private record LogInBody(
            String tenant,
            String username,
            Secret password,
            @Nullable Boolean cookies) {}

    private record RefreshBody(Secret refreshToken) {}

    private record PasswordBody(Secret currentPassword, Secret newPassword) {}

    /** The only body that ever holds tokens. */
    private record TokenBody(String token, String tokenType, long expiresIn, String refreshToken, UserBody user) {}

    private record CookieBody(String csrfToken, long expiresIn, UserBody user) {}

    private record MeBody(UserBody user, TenantBody tenant, UUID sessionId, List<String> permissions) {
        MeBody {
            permissions = List.copyOf(permissions);
        }
    }
}
