package dev.atom.server.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

/** The running server of the tour, which can be stopped or killed, with its database, and started again where it was. */
final class Stage implements AutoCloseable {
    private final DemoHome home;
    private final URI upstream;
    private final String platformKey;
    private ServerProcess server;

    private Stage(DemoHome home, URI upstream, String platformKey, ServerProcess server) {
        this.home = home;
        this.upstream = upstream;
        this.platformKey = platformKey;
        this.server = server;
    }

    static Stage open(DemoHome home, URI upstream, int port) throws IOException {
        ServerProcess server = ServerProcess.start(home, upstream, port);
        try {
            return new Stage(home, upstream, home.platformKey(), server);
        } catch (IOException | RuntimeException failed) {
            server.close();
            throw failed;
        }
    }

    URI url() {
        return server.url();
    }

    /** The server's process. */
    long pid() {
        return server.pid();
    }

    String platformKey() {
        return platformKey;
    }

    /** A client of the server as it runs now. */
    Client client() {
        return new Client(server.url(), platformKey);
    }

    /** Stops server and database. */
    void stop() {
        server.close();
    }

    /** Kills the server as {@code kill -9} does; its database goes after it. */
    void kill() throws InterruptedException {
        server.kill();
    }

    /** Starts both again, on the same data and the same port. */
    void startAgain() throws IOException {
        server = ServerProcess.start(home, upstream, server.url().getPort());
    }

    /** Stops everything, the processes of sessions that are still running too. */
    @Override
    public void close() {
        server.close();
        try {
            NodeProcesses.end(home.owner());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot see whether processes of sessions are left", unreadable);
        }
    }
}
