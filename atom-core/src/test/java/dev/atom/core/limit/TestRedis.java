package dev.atom.core.limit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.args.ClientPauseMode;

/**
 * A real Redis in a process of its own, listening on the loopback address only. It keeps nothing on disk, so every restart has
 * lost everything. It ends when closed, and also when this JVM does, however that ends.
 */
public final class TestRedis implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final Path HOME = Path.of("target", "test-redis").toAbsolutePath();
    /** Starts the program, says its process id, and kills it when the pipe from the JVM ends. */
    private static final String WATCH = "\"$@\" & echo \"pid $!\"; cat >/dev/null; kill -9 $!";
    /** What the program says before it ends because somebody else has a port it was to have. */
    private static final String PORT_TAKEN = "failed listening on port";

    private static final int PORT_TRIES = 5;

    private final List<String> options;
    private final int port;
    private final Path directory;
    private Running running;

    private TestRedis(int port, List<String> options) {
        this.port = port;
        this.directory = newDirectory();
        this.options = List.copyOf(options);
        this.running = launch();
    }

    /** A server that accepts commands. */
    public static TestRedis start() {
        return start(List::of);
    }

    /**
     * A server that accepts commands, with options of its own as on the command line. They are asked for again when somebody was
     * faster to take a free port, this server's or one of theirs.
     */
    static TestRedis start(Supplier<List<String>> options) {
        for (int tries = 1; ; tries++) {
            try {
                return new TestRedis(freePort(), options.get());
            } catch (PortTaken lost) {
                if (tries == PORT_TRIES) {
                    throw lost;
                }
            }
        }
    }

    /** A port nobody listens on: for a moment, so whoever starts a server on it tries again. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Where it listens. */
    public HostAndPort address() {
        return new HostAndPort(HOST, port);
    }

    /** Where it listens, as a {@code redis:} address. */
    public String url() {
        return "redis://" + HOST + ":" + port;
    }

    /** Ends it as kill -9 does. */
    public void kill() {
        running.server().destroyForcibly();
        running.server().onExit().join();
        running.watch().destroyForcibly();
        running.watch().onExit().join();
    }

    /** Starts it again on the same port, empty, after {@link #kill}. */
    public void restart() {
        running = launch();
    }

    /** Answers no script from now on, until {@link #resume}. */
    void pause() {
        try (Jedis jedis = connect()) {
            jedis.clientPause(Duration.ofHours(1).toMillis(), ClientPauseMode.WRITE);
        }
    }

    /** Answers again. */
    void resume() {
        try (Jedis jedis = connect()) {
            jedis.clientUnpause();
        }
    }

    /** A connection, for tests that look at what is stored or destroy it. */
    public Jedis connect() {
        JedisClientConfig config = DefaultJedisClientConfig.builder()
                .timeoutMillis(10_000)
                .autoNegotiateProtocol(false)
                .build();
        return new Jedis(address(), config);
    }

    @Override
    public void close() {
        if (running.server().isAlive()) {
            kill();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(HOME), "run-");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Running launch() {
        try {
            Process watch =
                    new ProcessBuilder(command()).redirectErrorStream(true).start();
            try {
                return new Running(watch, awaitReady(watch.inputReader(StandardCharsets.UTF_8)));
            } catch (IOException | RuntimeException failure) {
                end(watch);
                throw failure;
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** By its pipe, so that it takes the server along: killed, it would leave that behind. */
    private static void end(Process watch) throws IOException {
        watch.getOutputStream().close();
        watch.onExit().completeOnTimeout(watch, 10, TimeUnit.SECONDS).join();
        watch.destroyForcibly();
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of("sh", "-c", WATCH, "sh"));
        command.add(RedisBinary.in(HOME).toString());
        command.addAll(List.of("--bind", HOST, "--port", Integer.toString(port), "--dir", directory.toString()));
        command.addAll(List.of("--save", "", "--appendonly", "no", "--loglevel", "notice"));
        command.addAll(options);
        return command;
    }

    private static ProcessHandle awaitReady(BufferedReader output) throws IOException {
        List<String> seen = new ArrayList<>();
        ProcessHandle server = null;
        boolean ready = false;
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.add(line);
            if (line.startsWith("pid ")) {
                server = ProcessHandle.of(Long.parseLong(line.substring(4))).orElseThrow();
            }
            // The shell holds the pipe open, so the server's end alone would never be seen.
            if (line.toLowerCase(Locale.ROOT).contains(PORT_TAKEN)) {
                throw new PortTaken(String.join("\n", seen));
            }
            // On a busy machine the server may be ready before the shell has said which process it is.
            ready |= line.toLowerCase(Locale.ROOT).contains("ready to accept connections");
            if (server != null && ready) {
                drain(output);
                return server;
            }
        }
        throw new IllegalStateException("Redis did not start: " + String.join("\n", seen));
    }

    /** A server that cannot write its log stands still. */
    private static void drain(BufferedReader output) {
        Thread reader = new Thread(
                () -> {
                    try {
                        while (output.readLine() != null) {
                            // Nobody reads it.
                        }
                    } catch (IOException ended) {
                        // The server is gone.
                    }
                },
                "test-redis-log");
        reader.setDaemon(true);
        reader.start();
    }

    private record Running(Process watch, ProcessHandle server) {}

    /** Between the look for a free port and the start of the server somebody else took it. */
    private static final class PortTaken extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        PortTaken(String log) {
            super("Redis did not start: " + log);
        }
    }
}
