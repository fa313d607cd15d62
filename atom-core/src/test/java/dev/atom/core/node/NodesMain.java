package dev.atom.core.node;

import dev.atom.core.audit.AuditLog;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.Database;
import dev.atom.core.db.DatabaseSettings;
import dev.atom.core.db.Login;
import dev.atom.core.db.TestDatabase;
import dev.atom.core.tenant.TestTime;
import dev.atom.core.transport.JdkHttpTransport;
import dev.atom.spi.AtomException;
import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeProviderFactory;
import dev.atom.spi.node.OwnerId;
import dev.atom.spi.node.SessionId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** The program of a {@link NodesProcess}: the real service over a real provider, which does what it is told line by line. */
final class NodesMain {
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final TestTime time = new TestTime();
    private String step = "";
    private int left;

    private NodesMain() {}

    public static void main(String[] arguments) throws IOException {
        new NodesMain().run();
    }

    private void run() throws IOException {
        try (Database database = TestDatabase.reopen(DatabaseSettings.at(in.readLine())
                .owner(Login.of(in.readLine(), in.readLine()))
                .app(Login.of(in.readLine(), in.readLine()))
                .system(Login.of(in.readLine(), in.readLine()))
                .appPoolSize(2)
                .systemPoolSize(2)
                .build())) {
            TenantId tenant = TenantId.parse(in.readLine());
            OwnerId owner = new OwnerId(in.readLine());
            try (NodeProvider provider = provider(in.readLine());
                    NodeService service = NodeService.open(
                            new NodeHost(
                                    database,
                                    new AuditLog(database.tenants(), Clock.systemUTC()),
                                    List.of(provider),
                                    time,
                                    Runnable::run,
                                    new SimpleMeterRegistry()),
                            new NodeSettings(List.of(), Optional.of(owner), NodeTimes.DEFAULT, OrphanCap.DEFAULT),
                            this::come)) {
                say(NodesProcess.DONE);
                obey(service, Caller.process(tenant, "child"), provider.id());
            }
        }
    }

    private NodeProvider provider(String type) throws IOException {
        Map<String, String> settings = new HashMap<>();
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            String[] pair = line.split("=", 2);
            settings.put(pair[0], pair[1]);
        }
        NodeProviderFactory factory = ServiceLoader.load(NodeProviderFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(one -> one.type().equals(type))
                .findFirst()
                .orElseThrow();
        return factory.create(
                type,
                Settings.of("nodes." + type, settings),
                new ProviderContext(new JdkHttpTransport(), Clock.systemUTC()));
    }

    private void obey(NodeService service, Caller caller, String provider) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            try {
                say(NodesProcess.DONE + obey(service, caller, provider, words));
            } catch (AtomException refused) {
                say(NodesProcess.REFUSED + refused.code());
            }
        }
    }

    private String obey(NodeService service, Caller caller, String provider, String[] words) {
        ComputeSessions sessions = service.sessions();
        switch (words[0]) {
            case "arm" -> {
                step = words[1];
                left = Integer.parseInt(words[2]);
            }
            case "start" -> {
                ComputeSession started = sessions.start(caller, NewSession.of(provider, new ImageRef(words[1])));
                return started.id() + " " + started.claim().id();
            }
            case "end" -> sessions.end(caller, SessionId.parse(words[1]));
            case "heartbeat" -> sessions.heartbeat(caller, SessionId.parse(words[1]));
            case "pass" -> time.pass(Duration.ofSeconds(Long.parseLong(words[1])));
            case "work" -> {
                service.loop().due();
                service.loop().cycle();
            }
            case "reconcile" -> {
                service.loop().due();
                service.cleanupOrphanedNodes(ReconcileMode.ENFORCE);
            }
            default -> throw new IllegalArgumentException(words[0]);
        }
        return "";
    }

    /** Says that the step was reached, and goes no further until it is told to, which the dead never are. */
    private void come(Step at) {
        if (at.name().equals(step) && --left == 0) {
            say(NodesProcess.AT_STEP);
            try {
                in.readLine();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
