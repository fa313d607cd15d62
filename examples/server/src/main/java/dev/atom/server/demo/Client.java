package dev.atom.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;

/** Talks to the server as any program would: over HTTP, with nothing but an address and keys. */
final class Client {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI server;
    private final String platformKey;

    Client(URI server, String platformKey) {
        this.server = server;
        this.platformKey = platformKey;
    }

    Answer send(Ask ask) throws IOException, InterruptedException {
        return Answer.of(http.send(ask.toRequest(), BodyHandlers.ofString()));
    }

    /** Creates a byok tenant and its first API key. */
    Account create(String slug) throws IOException, InterruptedException {
        String wanted = "{\"slug\":\"%s\",\"name\":\"%s\",\"plan_type\":\"team\",\"ai_mode\":\"byok\"}";
        Ask tenant = ask("POST", "/api/v1/tenants", platformKey, wanted.formatted(slug, slug));
        String id = send(tenant).expect(201).data().path("id").asText();
        Ask key = ask("POST", "/api/v1/tenants/" + id + "/keys", platformKey, "{\"device_name\":\"demo\"}");
        JsonNode issued = send(key).expect(201).data();
        return new Account(id, slug, issued.path("api_key").asText());
    }

    Ask tenants() {
        return ask("GET", "/api/v1/tenants", platformKey, "");
    }

    Ask tenant(Account account) {
        return ask("GET", "/api/v1/tenants/" + account.id(), platformKey, "");
    }

    Ask delete(Account account) {
        return ask("DELETE", "/api/v1/tenants/" + account.id(), platformKey, "");
    }

    Ask whoAmI(Account account) {
        return ask("GET", "/api/desktop/auth", account.apiKey(), "");
    }

    Ask storedKeys(Account account) {
        return ask("GET", "/api/v1/vault/keys", account.apiKey(), "");
    }

    Ask storeKey(Account account, String value) {
        String body = "{\"value\":\"%s\",\"provider\":\"%s\"}".formatted(value, DemoConfig.PROVIDER);
        return ask("PUT", "/api/v1/vault/keys/" + DemoConfig.PROVIDER, account.apiKey(), body);
    }

    Ask removeKey(Account account) {
        return ask("DELETE", "/api/v1/vault/keys/" + DemoConfig.PROVIDER, account.apiKey(), "");
    }

    Ask chat(Account account, String text, boolean stream) {
        String body = "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
        return ask("POST", "/v1/chat/completions", account.apiKey(), body.formatted(DemoConfig.MODEL, stream, text));
    }

    Ask preflight(Account account) {
        return ask("POST", "/api/v1/llm/preflight", account.apiKey(), "{\"provider\":\"" + DemoConfig.PROVIDER + "\"}");
    }

    Ask startSession(Account account) {
        String body = "{\"provider\":\"%s\",\"image\":\"%s\",\"ttl_seconds\":600}";
        return ask("POST", "/api/v1/sessions", account.apiKey(), body.formatted(DemoConfig.NODES, DemoConfig.IMAGE));
    }

    Ask sessions(Account account) {
        return ask("GET", "/api/v1/sessions", account.apiKey(), "");
    }

    Ask session(Account account, String id) {
        return ask("GET", "/api/v1/sessions/" + id, account.apiKey(), "");
    }

    Ask endSession(Account account, String id) {
        return ask("DELETE", "/api/v1/sessions/" + id, account.apiKey(), "");
    }

    /** Asks what the reconciler would do now. */
    Ask cleanup() {
        return ask("POST", "/api/v1/nodes/cleanup", platformKey, "{\"mode\":\"dry_run\"}");
    }

    private Ask ask(String method, String path, String key, String body) {
        return new Ask(method, server.resolve(path), key, body);
    }
}
