package dev.atom.server.upstream;

import java.io.IOException;

/** The client closed its connection while a reply was owed to it. */
final class ClientGone extends IOException {
    private static final long serialVersionUID = 1L;

    ClientGone(String when) {
        super("the client left while " + when);
    }

    ClientGone(IOException cause) {
        super("the client left", cause);
    }
}
