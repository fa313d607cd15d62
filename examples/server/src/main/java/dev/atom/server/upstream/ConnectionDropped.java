package dev.atom.server.upstream;

import java.io.IOException;

/** The script told the upstream to break the connection. */
final class ConnectionDropped extends IOException {
    private static final long serialVersionUID = 1L;

    ConnectionDropped() {
        super("dropped as scripted");
    }
}
