package dev.atom.http.route;

import dev.atom.http.route.Route.Method;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The contract itself: as a document and as a page. */
final class DocumentRoutes {
    private final String document;
    private final String page;

    DocumentRoutes() {
        this.document = read();
        this.page = DocumentPage.of(document);
    }

    List<Route> routes() {
        return List.of(
                Route.open(Method.GET, "/openapi.yaml", call -> call.text("application/yaml; charset=utf-8", document)),
                Route.open(Method.GET, "/docs", this::docs));
    }

    private void docs(Call call) {
        call.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
        call.text("text/html; charset=utf-8", page);
    }

    private static String read() {
        try (InputStream in = DocumentRoutes.class.getResourceAsStream("/dev/atom/http/openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is missing in the jar: rebuild atom-http");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("openapi.yaml cannot be read", unreadable);
        }
    }
}
