package dev.atom.http.relay;

import dev.atom.http.route.Route;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A handler on Jetty's core API that serves one route ahead of Javalin and hands every other path on. Its route is declared as all
 * are, so that whatever goes over the list of routes finds it there; a server whose list lacks it does not start.
 */
public abstract class CoreRoute extends Handler.Wrapper {
    private final Route route;

    /** Serves the route's path, which has no parameters, and asks for what its guard says. */
    protected CoreRoute(Route route) {
        this.route = route;
    }

    /** What it serves. */
    public final Route route() {
        return route;
    }

    @Override
    public final boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!route.path().equals(request.getHttpURI().getCanonicalPath())) {
            return super.handle(request, response, callback);
        }
        serve(request, response, callback);
        return true;
    }

    /** Answers a request to the route's path, of whatever method, now or later; must not block and does not throw. */
    protected abstract void serve(Request request, Response response, Callback callback);
}
