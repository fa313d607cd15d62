package dev.atom.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A request whose body is announced, begun and not finished. */
final class OpenBody implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 25_000;

    private final Socket socket;
    private final int declared;
    private int sent;

    /** Sends the head, which announces a body of JSON. */
    OpenBody(int port, String path, String headers, int declared) {
        this.declared = declared;
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            write("POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
                    + headers + "Content-Length: " + declared + "\r\n\r\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Sends so much of the body. */
    OpenBody send(String text) {
        write(text);
        sent += text.length();
        return this;
    }

    /** Sends the rest, which means nothing. */
    OpenBody finish() {
        return send(" ".repeat(declared - sent));
    }

    /** The answer, once there is all of it. */
    String answer() {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Goes without a word. */
    void leave() {
        close();
    }

    private void write(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
