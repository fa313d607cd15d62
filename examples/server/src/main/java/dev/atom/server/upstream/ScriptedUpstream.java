package dev.atom.server.upstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A scripted OpenAI-compatible server on 127.0.0.1. Guarantee: it answers only to keys it was told to accept, each chat
 * completion as the next queued {@link Script} says and completely when none is queued, and it records every request.
 *
 * <p>Thread-safe. One daemon thread per connection; none is left after {@link #close}.
 */
public final class ScriptedUpstream implements AutoCloseable {
    private final ServerSocket listener;
    private final Thread acceptor;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private final List<SeenRequest> requests = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final AtomicInteger disconnects = new AtomicInteger();
    private final Semaphore disconnected = new Semaphore(0);
    private volatile Duration chunkDelay = Duration.ZERO;

    private ScriptedUpstream(ServerSocket listener) {
        this.listener = listener;
        acceptor = new Thread(this::acceptAll, "scripted-upstream");
        acceptor.setDaemon(true);
    }

    /**
     * Starts a server that accepts no key yet.
     *
     * @param port 0 for any free one
     * @throws UncheckedIOException when the port is taken
     */
    public static ScriptedUpstream start(int port) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            ScriptedUpstream upstream = new ScriptedUpstream(listener);
            upstream.acceptor.start();
            return upstream;
        } catch (IOException taken) {
            throw new UncheckedIOException("cannot listen on 127.0.0.1:" + port, taken);
        }
    }

    /** The base URL for clients, ending in {@code /v1}. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/v1");
    }

    /** Accepts a bearer key from now on. */
    public void accept(String key) {
        keys.add(key);
    }

    /** Refuses a bearer key from now on. */
    public void refuse(String key) {
        keys.remove(key);
    }

    /** Queues scripts: each is played once, for the next chat completions whose key is accepted. */
    public void play(Script... next) {
        scripts.addAll(List.of(next));
    }

    /** Waits this long before each content chunk of a stream; at first not at all. */
    public void pauseBeforeChunks(Duration delay) {
        chunkDelay = delay;
    }

    /** Every request so far, oldest first, refused ones too; questions for the counters are not among them. */
    public List<SeenRequest> requests() {
        return List.copyOf(requests);
    }

    /** How many times a client closed its connection while a reply was owed to it. */
    public int disconnects() {
        return disconnects.get();
    }

    /** Waits for one more disconnect that no earlier call has waited for; false when the time runs out. */
    public boolean awaitDisconnect(Duration atMost) throws InterruptedException {
        return disconnected.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Stops listening, breaks every connection and waits for the threads to end. */
    @Override
    public void close() {
        try {
            listener.close();
            acceptor.join();
            for (Socket socket : open) {
                socket.close();
            }
            for (Thread worker : workers) {
                worker.join();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean accepts(String key) {
        return keys.contains(key);
    }

    Duration chunkDelay() {
        return chunkDelay;
    }

    void note(SeenRequest request) {
        requests.add(request);
    }

    Script nextScript() {
        Script next = scripts.poll();
        return next == null ? Script.answer() : next;
    }

    String counters() {
        return "{\"requests\":" + requests.size() + ",\"disconnects\":" + disconnects.get() + "}";
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread worker = new Thread(() -> converse(socket), "scripted-upstream-" + socket.getPort());
                worker.setDaemon(true);
                open.add(socket);
                workers.removeIf(former -> !former.isAlive());
                workers.add(worker);
                worker.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void converse(Socket socket) {
        try (HttpConnection connection = new HttpConnection(socket)) {
            new Conversation(this, connection).run();
        } catch (ClientGone gone) {
            if (!listener.isClosed()) {
                disconnects.incrementAndGet();
                disconnected.release();
            }
        } catch (IOException | NumberFormatException broken) {
            // A connection that does not speak HTTP, or one that was broken on purpose: closing it is the answer.
            return;
        } finally {
            open.remove(socket);
        }
    }
}
