package dev.atom.http.route;

import java.util.Locale;

/**
 * Shows the OpenAPI document as a page without scripts: one fold per operation, the rest as text. It reads lines, not YAML,
 * and relies on the document being indented by two.
 */
final class DocumentPage {
    private static final String HEAD = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>ATOM over HTTP</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
            summary { cursor: pointer; font-family: ui-monospace, monospace; padding: .2rem 0; }
            pre { background: #8881; padding: 1rem; overflow-x: auto; font-size: .85rem; }
            b { display: inline-block; min-width: 4.5rem; }
            </style>
            </head>
            <body>
            <h1>ATOM over HTTP</h1>
            <p>The same as a document: <a href="/openapi.yaml">/openapi.yaml</a></p>
            """;

    private final StringBuilder html = new StringBuilder(HEAD);
    private String path = "";
    private boolean inPaths;
    private boolean inFold;

    private DocumentPage() {}

    static String of(String document) {
        DocumentPage page = new DocumentPage();
        page.html.append("<pre>");
        document.lines().forEach(page::line);
        page.closeFold();
        return page.html.append("</pre>\n</body>\n</html>\n").toString();
    }

    private void line(String line) {
        if (!line.isEmpty() && line.charAt(0) != ' ') {
            section(line);
        } else if (inPaths && line.matches("  /.*:")) {
            closeFold();
            path = line.strip().substring(0, line.strip().length() - 1);
        } else if (inPaths && line.matches("    (get|post|put|patch|delete):")) {
            openFold(line.strip());
        } else {
            html.append(escape(line)).append('\n');
        }
    }

    private void section(String line) {
        closeFold();
        inPaths = line.equals("paths:");
        html.append(escape(line)).append('\n');
    }

    private void openFold(String method) {
        closeFold();
        html.append("</pre>\n<details><summary><b>")
                .append(method.substring(0, method.length() - 1).toUpperCase(Locale.ROOT))
                .append("</b>")
                .append(escape(path))
                .append("</summary>\n<pre>");
        inFold = true;
    }

    private void closeFold() {
        if (inFold) {
            html.append("</pre></details>\n<pre>");
            inFold = false;
        }
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
