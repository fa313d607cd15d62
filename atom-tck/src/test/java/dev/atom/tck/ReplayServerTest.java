package dev.atom.tck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;

class ReplayServerTest {
    private static final int ROUNDS = 2_000;

    /** A close that only began would let a client in whom nobody answers: about one in a hundred. */
    @Test
    void refusesEverybodyOnceItIsClosed() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            ReplayServer server = ReplayServer.start();
            URI uri = server.uri("/");
            try (Socket waiting = new Socket(uri.getHost(), uri.getPort())) {
                server.close();
                assertThatThrownBy(() -> new Socket(uri.getHost(), uri.getPort()).close())
                        .as("round %s, beside %s", round, waiting)
                        .isInstanceOf(ConnectException.class);
            }
        }
    }
}
