package dev.atom.http.route;

import dev.atom.core.identity.Permission;
import java.util.Objects;

/**
 * One route.
 *
 * @param method the HTTP method
 * @param path such as {@code /api/v1/tenants/{id}}; a last {@code <id>} stands for a rest with slashes in it
 * @param guard who may call it
 * @param action what it does
 * @param cost what a request to it takes
 */
public record Route(Method method, String path, Guard guard, Action action, Cost cost) {
    /** A route without a guard stops the start: nobody has said who may call it. */
    public Route {
        Objects.requireNonNull(guard, () -> method + " " + path + " has no guard");
    }

    /** A route that takes a request, as all do that ask for a credential. */
    public Route(Method method, String path, Guard guard, Action action) {
        this(method, path, guard, action, Cost.PLAN);
    }

    /** What a request takes when it asks for a credential. */
    public enum Cost {
        /** One of the tenant's plan. */
        PLAN,
        /** One of a few that each user and each key has for itself, whatever others have made of the plan. */
        OWN,
        /** Nothing. */
        NOTHING
    }

    /** The methods routes are declared for. HEAD follows from GET. */
    public enum Method {
        GET,
        POST,
        PUT,
        PATCH,
        DELETE
    }

    /** What a route does: parse, call, render. */
    @FunctionalInterface
    public interface Action {
        /** Answers the call, or throws. */
        void answer(Call call);
    }

    /** A route for everybody. */
    static Route open(Method method, String path, Action action) {
        return new Route(method, path, new Guard.Open(), action);
    }

    /** A route for whoever has a good credential. */
    static Route credential(Method method, String path, Action action) {
        return new Route(method, path, new Guard.AnyCredential(), action);
    }

    /** A route for whoever has logged in. */
    static Route loggedIn(Method method, String path, Action action) {
        return new Route(method, path, new Guard.LoggedIn(), action);
    }

    /** A route for whoever has logged in, also before they have chosen a password of their own. */
    static Route passwordDue(Method method, String path, Action action) {
        return new Route(method, path, new Guard.PasswordDue(), action);
    }

    /** A route for whoever has a good credential that is a user's. */
    static Route user(Method method, String path, Action action) {
        return new Route(method, path, new Guard.User(), action);
    }

    /** A route for whoever has a good credential, which it may call without end. */
    static Route free(Method method, String path, Action action) {
        return new Route(method, path, new Guard.AnyCredential(), action, Cost.NOTHING);
    }

    /** The same route, which whoever defends an account against a stolen credential can reach when the plan is used up. */
    Route inDefence() {
        return new Route(method, path, guard, action, Cost.OWN);
    }

    /** A route that a handler ahead of these serves, by itself: this declares it, and is never called. */
    static Route ahead(Permission permission, Method method, String path) {
        return needs(permission, method, path, call -> {
            throw new IllegalStateException(method + " " + path + " is served ahead of the routes");
        });
    }

    /** A route that asks for a permission. */
    static Route needs(Permission permission, Method method, String path, Action action) {
        return new Route(method, path, new Guard.Needs(permission), action);
    }
}
