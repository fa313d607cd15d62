package dev.atom.server.run;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves the metrics at {@code /metrics}, in Prometheus's text format 0.0.4, on a port of their own: who reads metrics is decided by who
 * reaches that port. Thread-safe; one thread answers one reader after the other.
 */
final class MetricsServer implements AutoCloseable {
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;
    private final HttpServer server;
    private final ExecutorService thread;

    private MetricsServer(PrometheusMeterRegistry registry, HttpServer server, ExecutorService thread) {
        this.registry = registry;
        this.server = server;
        this.thread = thread;
    }

    /** A registry with the JVM's own meters in it. */
    static PrometheusMeterRegistry registry() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        return registry;
    }

    /**
     * Starts listening.
     *
     * @param address port 0 takes a free one
     * @throws AtomException UNAVAILABLE when it cannot be listened on
     */
    static MetricsServer start(PrometheusMeterRegistry registry, InetSocketAddress address) {
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException failed) {
            throw new AtomException(
                    ErrorCode.UNAVAILABLE,
                    "cannot serve metrics on " + address.getHostString() + ":" + address.getPort() + " ("
                            + failed.getMessage() + "): choose another metrics.port",
                    failed);
        }
        ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
            Thread made = new Thread(work, "atom-metrics");
            made.setDaemon(true);
            return made;
        });
        MetricsServer made = new MetricsServer(registry, server, thread);
        server.setExecutor(thread);
        server.createContext("/", made::answer);
        server.start();
        return made;
    }

    /** Where it answers. */
    InetSocketAddress address() {
        return server.getAddress();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals("/metrics")) {
                exchange.sendResponseHeaders(404, -1);
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                exchange.sendResponseHeaders(405, -1);
            } else {
                byte[] body = registry.scrape().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    /** Stops listening and ends its thread. */
    @Override
    public void close() {
        server.stop(0);
        thread.shutdownNow();
    }
}
