package dev.atom.core.llm;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider on a real socket whose answers are written byte by byte by the test. One script per request, in order. */
final class RawUpstream implements Closeable {
    /** Writes one answer. */
    interface Script {
        void answer(Exchange exchange) throws IOException, InterruptedException;
    }

    /** One request and the way back. */
    record Exchange(String head, String body, InputStream in, OutputStream out) {
        void send(String bytes) throws IOException {
            out.write(bytes.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        void streamHead() throws IOException {
            send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
        }

        /** Returns when the other side has closed the connection. */
        void awaitClose() throws IOException {
            while (in.read() >= 0) {
                // A pipelined byte is not expected; the end is.
            }
        }
    }

    final List<Exchange> seen = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    final CountDownLatch closedByPeer = new CountDownLatch(1);
    private final LinkedBlockingQueue<Script> scripts = new LinkedBlockingQueue<>();
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Thread acceptor = new Thread(this::accept, "raw-upstream");

    RawUpstream() throws IOException {
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** Forgets earlier requests and unused scripts. */
    void forget() {
        seen.clear();
        scripts.clear();
        connections.set(0);
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1");
    }

    RawUpstream then(Script script) {
        scripts.add(script);
        return this;
    }

    RawUpstream thenJson(int status, String json) {
        return then(exchange ->
                exchange.send("HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\nContent-Length: "
                        + json.getBytes(StandardCharsets.UTF_8).length + "\r\nConnection: close\r\n\r\n" + json));
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                Thread thread = new Thread(() -> serve(socket), "raw-upstream-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String head = head(in);
            String body = new String(in.readNBytes(length(head)), StandardCharsets.UTF_8);
            Exchange exchange = new Exchange(head, body, in, socket.getOutputStream());
            seen.add(exchange);
            scripts.take().answer(exchange);
        } catch (IOException gone) {
            closedByPeer.countDown();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last = 0;
        while (last != 0x0d0a0d0a) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("no request");
            }
            head.write(b);
            last = last << 8 | b;
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private static int length(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
