package dev.atom.http.transport;

import dev.atom.spi.http.HttpTransport;
import dev.atom.tck.HttpTransportContract;
import org.junit.jupiter.api.AfterEach;

class JettyHttpTransportTest extends HttpTransportContract {
    private final JettyHttpTransport transport = new JettyHttpTransport();

    @Override
    protected HttpTransport transport() {
        return transport;
    }

    @AfterEach
    void closeTheTransport() {
        transport.close();
    }
}
