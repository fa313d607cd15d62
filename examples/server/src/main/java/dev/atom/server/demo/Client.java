package dev.atom.server.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;

/** Talks to the server as any program would: over HTTP and with nothing but an address. */
final class Client {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI server;

    Client(URI server) {
        this.server = server;
    }

    Ask ask(String method, String path, String key, String body) {
        return new Ask(method, server.resolve(path), key, body);
    }

    Ask get(String path, String key) {
        return Ask.get(server.resolve(path), key);
    }

    Answer send(Ask ask) throws IOException, InterruptedException {
        return Answer.of(http.send(ask.toRequest(), BodyHandlers.ofString()));
    }
}
