package dev.atom.tck;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A real HTTP/1.1 server on loopback that answers with {@linkplain CannedReply replies}, misbehaves on request, and
 * keeps every request it read. One request per connection. Thread-safe; close it to free the port and its threads.
 */
public final class ReplayServer implements AutoCloseable {
    private final ServerSocket listening;
    private final Thread acceptor = thread(this::accept);
    private final ExecutorService threads = Executors.newCachedThreadPool(ReplayServer::thread);
    private final Map<String, CannedReply> replies = new ConcurrentHashMap<>();
    private final List<CapturedRequest> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Semaphore arrivals = new Semaphore(0);
    private final Semaphore departures = new Semaphore(0);
    private final Semaphore gate = new Semaphore(0);
    private volatile Function<CapturedRequest, CannedReply> otherwise =
            request -> CannedReply.json(404, "{\"error\":{\"message\":\"no reply was set\"}}");

    private ReplayServer(ServerSocket listening) {
        this.listening = listening;
    }

    /** Starts on a free port of 127.0.0.1. */
    public static ReplayServer start() {
        try {
            ReplayServer server =
                    new ReplayServer(new ServerSocket(0, 512, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})));
            server.acceptor.start();
            return server;
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot listen on loopback", failed);
        }
    }

    /** The address of a path that begins with a slash. */
    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + path);
    }

    /** Answers requests for a path, whatever their query, with this from now on. */
    public ReplayServer on(String path, CannedReply reply) {
        replies.put(path, reply);
        return this;
    }

    /** Answers requests for every path without a reply of its own with this from now on. */
    public ReplayServer onAny(CannedReply reply) {
        return onAny(request -> reply);
    }

    /** Answers requests for every path without a reply of its own with what this makes of them; called on many threads. */
    public ReplayServer onAny(Function<CapturedRequest, CannedReply> answers) {
        otherwise = answers;
        return this;
    }

    /** The requests so far, oldest first. */
    public List<CapturedRequest> requests() {
        return List.copyOf(requests);
    }

    /**
     * Waits until one more request has been read.
     *
     * @throws AssertionError when none comes within ten seconds
     */
    public void awaitRequest() throws InterruptedException {
        if (!arrivals.tryAcquire(10, TimeUnit.SECONDS)) {
            throw new AssertionError("no request came within ten seconds");
        }
    }

    /** Lets one {@link CannedReply.Fault#GATED} reply go on. */
    public void openGate() {
        gate.release();
    }

    /**
     * Waits until a client has left a reply that was not complete: its connection is seen closed.
     *
     * @throws AssertionError when none leaves within ten seconds
     */
    public void awaitDeparture() throws InterruptedException {
        if (!departures.tryAcquire(10, TimeUnit.SECONDS)) {
            throw new AssertionError("no client closed its connection within ten seconds");
        }
    }

    /** Drops every connection and frees the port: when this returns, whoever connects is refused. */
    @Override
    public void close() {
        try {
            listening.close();
            awaitAcceptor();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot close the replay server", failed);
        } finally {
            threads.shutdownNow();
            connections.forEach(ReplayServer::drop);
        }
    }

    /** Until it has ended the system still accepts, and nobody would answer. */
    private void awaitAcceptor() {
        boolean interrupted = false;
        while (acceptor.isAlive()) {
            try {
                acceptor.join();
            } catch (InterruptedException early) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void drop(Socket connection) {
        try {
            connection.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot close a connection of the replay server", failed);
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "replay-server");
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket connection = listening.accept();
                connections.add(connection);
                threads.execute(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(connection.getInputStream());
            CapturedRequest request = RequestReader.read(in);
            requests.add(request);
            arrivals.release();
            String path = request.target().split("\\?", 2)[0];
            new ReplyWriter(connection, in, gate).write(replyTo(request, path));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (IOException gone) {
            departures.release();
        } finally {
            connections.remove(connection);
        }
    }

    private CannedReply replyTo(CapturedRequest request, String path) {
        CannedReply canned = replies.get(path);
        return canned == null ? otherwise.apply(request) : canned;
    }
}
