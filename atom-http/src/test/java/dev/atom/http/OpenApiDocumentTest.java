package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.http.route.Guard;
import dev.atom.http.route.Route;
import dev.atom.http.route.Routes;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init")
class OpenApiDocumentTest {
    private static final Pattern METHOD = Pattern.compile("    (get|post|put|patch|delete):");
    private static final Pattern REFERENCE = Pattern.compile("#/components/(\\w+)/(\\w+)");

    private static TestServer server;
    private static String document;

    @BeforeAll
    static void start() {
        server = new TestServer();
        document = server.get("", "/openapi.yaml").text();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void namesExactlyTheRoutesServedAndTheirPermissions() {
        Map<String, String> served = new TreeMap<>();
        Routes.of(server.atom)
                .forEach(route -> served.put(
                        route.method() + " " + route.path().replace('<', '{').replace('>', '}'),
                        permission(route.guard())));
        assertThat(documented()).isEqualTo(served);
    }

    @Test
    void isAnOpenApiDocumentWithoutAnError() {
        SwaggerParseResult read = new OpenAPIV3Parser().readContents(document);

        assertThat(read.getMessages()).isEmpty();
    }

    @Test
    void everyReferenceHasATarget() {
        Matcher reference = REFERENCE.matcher(document);
        while (reference.find()) {
            assertThat(document).contains("\n    " + reference.group(2) + ":\n");
        }
    }

    @Test
    void isServedAsADocumentAndAsAPageWithoutScripts() {
        assertThat(server.get("", "/openapi.yaml").header("content-type")).startsWith("application/yaml");
        TestServer.Reply page = server.get("", "/docs");
        assertThat(page.header("content-type")).startsWith("text/html");
        assertThat(page.header("content-security-policy")).contains("default-src 'none'");
        assertThat(page.text()).doesNotContain("<script").contains("<b>PUT</b>/api/v1/vault/keys/{name}</summary>");
        for (Route route : Routes.of(server.atom)) {
            String path = route.path().replace('<', '{').replace('>', '}');
            assertThat(page.text()).contains("<b>" + route.method() + "</b>" + path + "</summary>");
        }
    }

    private static Map<String, String> documented() {
        Map<String, String> found = new TreeMap<>();
        String path = "";
        String operation = "";
        boolean inPaths = false;
        for (String line : document.lines().toList()) {
            if (!line.startsWith(" ")) {
                inPaths = line.equals("paths:");
            }
            if (inPaths && line.startsWith("  /")) {
                path = line.strip().replaceFirst(":$", "");
            }
            Matcher method = METHOD.matcher(line);
            if (inPaths && method.matches()) {
                operation = method.group(1).toUpperCase(Locale.ROOT) + " " + path;
                found.put(operation, "undeclared");
            }
            if (inPaths && line.equals("      security: []")) {
                found.put(operation, "public");
            }
            if (inPaths && line.startsWith("      x-permission: ")) {
                found.put(operation, line.substring("      x-permission: ".length()));
            }
        }
        return found;
    }

    private static String permission(Guard guard) {
        if (guard instanceof Guard.Needs needs) {
            return needs.permission().wireName();
        }
        if (guard instanceof Guard.LoggedIn || guard instanceof Guard.PasswordDue) {
            return guard instanceof Guard.LoggedIn ? "own session" : "own session, password due";
        }
        if (guard instanceof Guard.User) {
            return "own";
        }
        return guard instanceof Guard.Open ? "public" : "any credential";
    }
}
