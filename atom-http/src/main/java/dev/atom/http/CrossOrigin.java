package dev.atom.http;

import dev.atom.http.access.RequestIds;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.CrossOriginHandler;

/** Lets pages of configured origins call, without cookies (Fetch standard, CORS protocol). */
final class CrossOrigin {
    private CrossOrigin() {}

    /** Without origins nothing is added, and browsers keep foreign pages out. */
    static void allow(Server server, List<String> origins) {
        if (origins.isEmpty()) {
            return;
        }
        CrossOriginHandler handler = new CrossOriginHandler();
        handler.setAllowedOriginPatterns(origins.stream().map(Pattern::quote).collect(Collectors.toSet()));
        handler.setAllowedMethods(Set.of("GET", "POST", "PUT", "PATCH", "DELETE"));
        handler.setAllowedHeaders(
                Set.of("Authorization", "Content-Type", "X-API-Key", "X-Workspace-Id", RequestIds.HEADER));
        handler.setExposedHeaders(Set.of(
                RequestIds.HEADER,
                "RateLimit-Policy",
                "RateLimit",
                "Retry-After",
                "x-atom-provider",
                "x-atom-credential",
                "x-atom-overhead-us"));
        handler.setAllowCredentials(false);
        server.insertHandler(handler);
    }
}
