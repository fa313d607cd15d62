package dev.atom.server.upstream;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP/1.1 connection on a plain socket (RFC 9112), for full control over what goes wrong on it. Every write is one
 * packet: TCP_NODELAY is on and nothing is buffered. While it waits it reads, so a client that leaves is noticed at once.
 */
final class HttpConnection implements AutoCloseable {
    private static final int MAX_HEAD = 64 * 1024;
    private static final int MAX_BODY = 64 * 1024 * 1024;

    private final Socket socket;
    private final BufferedInputStream in;

    HttpConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** The next request; empty when the client closed between requests. */
    Optional<IncomingRequest> read() throws IOException {
        String requestLine = line();
        if (requestLine.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = requestLine.split(" ", -1);
        if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
            throw new ProtocolException("not an HTTP/1 request line");
        }
        Map<String, String> headers = headers();
        if (headers.containsKey("transfer-encoding")) {
            throw new ProtocolException("send a Content-Length");
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        if (length < 0 || length > MAX_BODY) {
            throw new ProtocolException("body too large");
        }
        return Optional.of(new IncomingRequest(parts[0], parts[1], headers, body(length)));
    }

    private byte[] body(int length) throws IOException {
        byte[] body;
        try {
            body = in.readNBytes(length);
        } catch (SocketException reset) {
            throw new ClientGone(reset);
        }
        if (body.length < length) {
            throw new ClientGone("sending its body");
        }
        return body;
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new ProtocolException("not a header line");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (line.size() > MAX_HEAD) {
                throw new ProtocolException("line too long");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Waits, unless the client leaves before. */
    void pause(Duration time) throws IOException {
        if (time.isZero()) {
            return;
        }
        socket.setSoTimeout(Math.toIntExact(time.toMillis()));
        in.mark(1);
        try {
            if (in.read() < 0) {
                throw new ClientGone("waiting for the reply");
            }
            in.reset(); // a pipelined request: the wait is cut short, the order of replies stays
        } catch (SocketTimeoutException waited) {
            socket.setSoTimeout(0);
        } catch (SocketException reset) {
            // Whoever leaves with something unread, or is still being sent something, resets the connection.
            throw new ClientGone(reset);
        }
        socket.setSoTimeout(0);
    }

    /** Sends bytes now. */
    void send(String text) throws IOException {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new ClientGone(broken);
        }
    }

    /** Sends one chunk of a chunked body; empty text ends the body. */
    void sendChunk(String text) throws IOException {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        send(Integer.toHexString(length) + "\r\n" + text + "\r\n");
    }

    /** Breaks the connection so that the client sees a reset, not an end. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
