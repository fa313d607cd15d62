package dev.atom.core.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.http.HttpCall;
import dev.atom.spi.http.HttpTransport;
import dev.atom.tck.CannedReply;
import dev.atom.tck.HttpTransportContract;
import dev.atom.tck.ReplayServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JdkHttpTransportTest extends HttpTransportContract {
    private final JdkHttpTransport transport = new JdkHttpTransport();

    @Override
    protected HttpTransport transport() {
        return transport;
    }

    @AfterEach
    void closeTheTransport() {
        transport.close();
    }

    @Test
    void leavesNoThreadBehindAndFailsWhatRunsWhenClosed() throws Exception {
        Set<Thread> before = threads();
        try (ReplayServer server = ReplayServer.start()) {
            server.on("/hang", CannedReply.json(200, "").with(CannedReply.Fault.HANG));
            server.on("/ok", CannedReply.json(200, "{}"));
            JdkHttpTransport brief = new JdkHttpTransport();
            assertThat(brief.fetch(HttpCall.get(server.uri("/ok"), Duration.ofSeconds(10)), 10)
                            .status())
                    .isEqualTo(200);
            CompletableFuture<Object> hanging = CompletableFuture.supplyAsync(() -> {
                try {
                    return brief.fetch(HttpCall.get(server.uri("/hang"), Duration.ofSeconds(60)), 10);
                } catch (IOException failed) {
                    throw new IllegalStateException(failed);
                }
            });
            server.awaitRequest();
            server.awaitRequest();
            brief.close();
            brief.close();
            assertThatThrownBy(hanging::get).isInstanceOf(ExecutionException.class);
            assertThatThrownBy(() -> brief.fetch(HttpCall.get(server.uri("/ok"), Duration.ofSeconds(10)), 10))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("closed");
        }
        Set<Thread> left = threads();
        left.removeAll(before);
        left.removeIf(thread ->
                !thread.getName().startsWith("atom-http") && !thread.getName().startsWith("HttpClient"));
        for (Thread thread : left) {
            // A pool calls itself terminated a moment before its threads have ended.
            thread.join(Duration.ofSeconds(10).toMillis());
        }
        assertThat(left).noneMatch(Thread::isAlive);
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .collect(Collectors.toSet());
    }
}
