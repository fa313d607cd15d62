package dev.atom.server.demo;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** The server in a process of its own, so that it can be killed without a word. It ends with this one. */
final class ServerProcess implements AutoCloseable {
    private final ChildJvm jvm;
    private final URI url;

    private ServerProcess(ChildJvm jvm, URI url) {
        this.jvm = jvm;
        this.url = url;
    }

    /**
     * Starts it; blocks until it listens.
     *
     * @throws AtomException UNAVAILABLE with the server's own words when it does not
     */
    static ServerProcess start(DemoHome home, URI upstream, int port) throws IOException {
        ChildJvm jvm = ChildJvm.start(
                ServerMain.class,
                List.of("-Xmx512m"),
                List.of(home.directory().toString(), upstream.toString(), Integer.toString(port)));
        if (!jvm.firstLine().startsWith("http")) {
            jvm.close();
            throw new AtomException(ErrorCode.UNAVAILABLE, jvm.firstLine());
        }
        return new ServerProcess(jvm, URI.create(jvm.firstLine()));
    }

    URI url() {
        return url;
    }

    long pid() {
        return jvm.pid();
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        jvm.kill();
    }

    /** Stops it in order, its database included. */
    @Override
    public void close() {
        jvm.close();
    }
}
