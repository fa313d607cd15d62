package dev.atom.server.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The tour with everything it needs. Not thread-safe. */
public final class Demo implements AutoCloseable {
    private static final int USUAL_PORT = 8080;
    private static final Duration CHUNK_DELAY = Duration.ofMillis(60);

    private final Screen screen;
    private final DemoHome home;
    private final DemoKeys keys;
    private final UpstreamProcess upstream;
    private final Stage stage;

    private Demo(Screen screen, DemoHome home, int port) throws IOException {
        this.screen = screen;
        this.home = home;
        this.keys = DemoKeys.make(new SecureRandom());
        this.upstream = UpstreamProcess.start(List.of(keys.first(), keys.second()), CHUNK_DELAY);
        try {
            this.stage = Stage.open(home, upstream.baseUrl(), port);
        } catch (IOException | RuntimeException failed) {
            upstream.close();
            throw failed;
        }
    }

    /** A demo that leaves nothing behind: any free port, and a temporary directory unless one is given. */
    public static Demo once(Optional<Path> directory, PrintStream out) throws IOException {
        return open(directory.isPresent() ? DemoHome.at(directory.get()) : DemoHome.passing(), 0, out);
    }

    /** A demo whose data stays in the directory, {@code .atom/demo} unless given; on port 8080 when that is free. */
    public static Demo lasting(Optional<Path> directory, PrintStream out) throws IOException {
        DemoHome home = DemoHome.at(directory.orElse(Path.of(".atom", "demo")));
        return open(home, free(USUAL_PORT) ? USUAL_PORT : 0, out);
    }

    private static Demo open(DemoHome home, int port, PrintStream out) throws IOException {
        try {
            return new Demo(Screen.of(out), home, port);
        } catch (IOException | RuntimeException failed) {
            home.close();
            throw failed;
        }
    }

    /** Takes the tour; false when a step fails, and then the steps after it are not taken. */
    public boolean run() {
        screen.heading("ATOM demo: tenants call an LLM with their own keys, and start sessions");
        screen.fact("server", stage.url() + "  process " + stage.pid() + "  (browse /docs)");
        screen.fact("database", "PostgreSQL of its own in " + home.database());
        screen.fact("upstream", upstream.baseUrl() + "  scripted, process " + upstream.pid() + ", in place of OpenAI");
        screen.fact("platform key", stage.platformKey() + "  (demo only)");
        int number = 0;
        for (Step step : new Tour(stage, upstream, keys).steps()) {
            if (!take(++number, step)) {
                return false;
            }
        }
        screen.line(number + " steps, all ok.");
        return true;
    }

    private boolean take(int number, Step step) {
        Notes notes = new Notes();
        try {
            step.walk().walk(notes);
            screen.passed(number, step.title(), notes.lines());
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            screen.failed(number, step.title(), notes.lines(), "interrupted");
        } catch (Exception failure) {
            String message = failure.getMessage();
            String why = failure instanceof StepFailure && message != null ? message : failure.toString();
            screen.failed(number, step.title(), notes.lines(), why);
        }
        return false;
    }

    UpstreamProcess upstream() {
        return upstream;
    }

    Stage stage() {
        return stage;
    }

    /** Stops everything, the embedded database included. */
    @Override
    public void close() {
        // What was interrupted still has to be put away.
        boolean interrupted = Thread.interrupted();
        try (home;
                upstream;
                stage) {
            screen.flush();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean free(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
