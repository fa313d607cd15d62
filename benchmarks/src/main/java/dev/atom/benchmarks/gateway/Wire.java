package dev.atom.benchmarks.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/**
 * One keep-alive HTTP/1.1 connection on loopback, blocking and as cheap as a load generator has to be: prepared request bytes
 * out, a status and a body in.
 */
final class Wire implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;

    /** Takes pieces of a body as they come. */
    interface Body {
        void take(byte[] bytes, int length);
    }

    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[16_384];
    private long contentLength;

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 16_384);
    }

    /** The bytes of a POST. */
    static byte[] post(int port, String path, String bearer, byte[] body) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("""
                POST %s HTTP/1.1\r
                Host: 127.0.0.1:%d\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                """.formatted(path, port, bearer, body.length).getBytes(ISO_8859_1));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }

    /** Sends a request and reads its answer to the end. Returns the status. */
    int call(byte[] request, Body body) throws IOException {
        socket.getOutputStream().write(request);
        int status = Integer.parseInt(line().substring(9, 12));
        boolean chunked = readHead();
        if (chunked) {
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                read(size, body);
                line();
            }
            line();
        } else {
            read(contentLength, body);
        }
        return status;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private boolean readHead() throws IOException {
        contentLength = 0;
        boolean chunked = false;
        for (var line = line(); !line.isEmpty(); line = line()) {
            var header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                contentLength = Long.parseLong(header.substring(15).strip());
            }
            chunked |= header.startsWith("transfer-encoding:") && header.endsWith("chunked");
        }
        return chunked;
    }

    private void read(long length, Body body) throws IOException {
        for (long left = length; left > 0; ) {
            int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (n < 0) {
                throw new EOFException("the answer ended " + left + " bytes early");
            }
            body.take(buffer, n);
            left -= n;
        }
    }

    private String line() throws IOException {
        int length = 0;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended within a head");
            }
            buffer[length++] = (byte) b;
        }
        return new String(buffer, 0, length - 1, ISO_8859_1);
    }
}
