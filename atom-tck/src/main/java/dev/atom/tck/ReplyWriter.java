package dev.atom.tck;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Writes one canned reply, faults included, for {@link ReplayServer}. An IOException means that the client has gone. */
final class ReplyWriter {
    private static final int MISSING = 1000;

    private final Socket connection;
    private final InputStream in;
    private final Semaphore gate;

    ReplyWriter(Socket connection, InputStream in, Semaphore gate) {
        this.connection = connection;
        this.in = in;
        this.gate = gate;
    }

    void write(CannedReply reply) throws IOException, InterruptedException {
        OutputStream out = connection.getOutputStream();
        byte[] body = reply.body();
        switch (reply.fault()) {
            case NONE -> {
                out.write(head(reply, "Content-Length: " + body.length));
                out.write(body);
                finish(out);
            }
            case HANG -> awaitClose();
            case RESET_BEFORE_HEAD -> reset();
            case RESET_IN_BODY -> {
                out.write(head(reply, "Content-Length: " + (body.length + MISSING)));
                out.write(body);
                reset();
            }
            case CUT_IN_BODY -> {
                out.write(head(reply, "Content-Length: " + (body.length + MISSING)));
                out.write(body);
                finish(out);
            }
            case TRICKLE -> {
                out.write(head(reply, "Content-Length: " + body.length));
                for (byte one : body) {
                    out.write(one);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
                finish(out);
            }
            case GATED -> {
                out.write(head(reply, "Content-Length: " + body.length));
                out.write(body, 0, body.length / 2);
                gate.acquire();
                out.write(body, body.length / 2, body.length - body.length / 2);
                finish(out);
            }
            case ENDLESS -> {
                out.write(head(reply, "Transfer-Encoding: chunked"));
                while (!Thread.currentThread().isInterrupted()) {
                    out.write((Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    out.write(body);
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
            case GARBAGE -> {
                out.write("this is not HTTP\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                finish(out);
            }
        }
    }

    private static byte[] head(CannedReply reply, String framing) {
        StringBuilder head =
                new StringBuilder("HTTP/1.1 ").append(reply.status()).append(" Replayed\r\n");
        reply.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        head.append(framing).append("\r\nConnection: close\r\n\r\n");
        return head.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Ends the reply and waits for the client to close, so that nothing sent is lost to a reset. */
    private void finish(OutputStream out) throws IOException {
        out.flush();
        connection.shutdownOutput();
        connection.setSoTimeout(10_000);
        in.readAllBytes();
    }

    private void awaitClose() throws IOException {
        in.readAllBytes();
        throw new EOFException("the client has gone");
    }

    private void reset() throws IOException {
        connection.setSoLinger(true, 0);
        connection.close();
    }
}
