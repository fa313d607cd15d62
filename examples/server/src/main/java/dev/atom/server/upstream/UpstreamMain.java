package dev.atom.server.upstream;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;

/**
 * The scripted upstream as a process of its own:
 * {@code UpstreamMain [--port n] [--accept key]… [--chunk-delay-ms n]}. Prints its base URL as the first line, then serves until
 * standard input ends, so that it never outlives the process that started it. {@code GET /_script} tells its counters.
 */
public final class UpstreamMain {
    private UpstreamMain() {}

    /** Runs it; exits with 2 for arguments it does not know. */
    public static void main(String[] args) throws IOException {
        System.exit(run(args, System.out, System.err));
    }

    private static int run(String[] args, PrintStream out, PrintStream err) throws IOException {
        int port = 0;
        Duration delay = Duration.ZERO;
        var keys = new ArrayList<String>();
        try {
            for (Iterator<String> rest = Arrays.asList(args).iterator(); rest.hasNext(); ) {
                switch (rest.next()) {
                    case "--port" -> port = Integer.parseInt(rest.next());
                    case "--accept" -> keys.add(rest.next());
                    case "--chunk-delay-ms" -> delay = Duration.ofMillis(Long.parseLong(rest.next()));
                    default -> throw new IllegalArgumentException("unknown option");
                }
            }
        } catch (RuntimeException wrong) {
            err.println("usage: UpstreamMain [--port n] [--accept key]... [--chunk-delay-ms n]");
            return 2;
        }
        try (ScriptedUpstream upstream = ScriptedUpstream.start(port)) {
            keys.forEach(upstream::accept);
            upstream.pauseBeforeChunks(delay);
            out.println(upstream.baseUrl());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
        return 0;
    }
}
