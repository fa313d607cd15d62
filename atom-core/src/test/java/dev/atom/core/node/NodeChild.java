package dev.atom.core.node;

import dev.atom.core.audit.AuditLog;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.Database;
import dev.atom.core.db.DatabaseSettings;
import dev.atom.core.db.Login;
import dev.atom.spi.TenantId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A process that starts two sessions, ends one and reconciles, and that dies, or waits for a word, at a step. */
final class NodeChild implements AutoCloseable {
    private static final String THERE = "there";

    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    private NodeChild(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts the process. It halts at the step, or waits there when {@code waits}. */
    static NodeChild start(DatabaseSettings settings, TenantId tenant, Path cloud, Step step, boolean waits)
            throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        NodeChild child = new NodeChild(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        NodeChild.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        List<String> lines = new ArrayList<>(
                List.of(settings.jdbcUrl(), tenant.toString(), cloud.toString(), step.name(), Boolean.toString(waits)));
        for (Login login : List.of(settings.owner(), settings.app(), settings.system())) {
            lines.add(login.user());
            lines.add(login.password().<String>use(bytes -> new String(bytes, StandardCharsets.UTF_8)));
        }
        for (String line : lines) {
            child.in.write(line + "\n");
        }
        child.in.flush();
        return child;
    }

    long pid() {
        return process.pid();
    }

    /** Waits until it has come to its step. */
    void awaitStep() throws IOException {
        String said = out.readLine();
        while (said != null && !said.equals(THERE)) {
            said = out.readLine();
        }
        if (said == null) {
            throw new IllegalStateException("the child ended before its step");
        }
    }

    /** Lets it go on from its step. */
    void goOn() throws IOException {
        in.write("on\n");
        in.flush();
    }

    /** Waits until it has ended, and says how. */
    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        in.close();
        out.close();
    }

    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String url = in.readLine();
        TenantId tenant = TenantId.parse(in.readLine());
        DirectoryCloud cloud = new DirectoryCloud(Path.of(in.readLine()));
        Step step = Step.valueOf(in.readLine());
        boolean waits = Boolean.parseBoolean(in.readLine());
        DatabaseSettings settings = DatabaseSettings.at(url)
                .owner(Login.of(in.readLine(), in.readLine()))
                .app(Login.of(in.readLine(), in.readLine()))
                .system(Login.of(in.readLine(), in.readLine()))
                .build();
        try (Database database = Database.open(settings)) {
            AuditLog audit = new AuditLog(database.tenants(), Clock.systemUTC());
            NodeHost host = new NodeHost(
                    database, audit, List.of(cloud), Clock.systemUTC(), Runnable::run, new SimpleMeterRegistry());
            NodeSettings nodes =
                    new NodeSettings(List.of(), Optional.of(NodeFixture.OWNER), NodeTimes.DEFAULT, OrphanCap.DEFAULT);
            try (NodeService service = NodeService.open(host, nodes, at -> come(at == step, waits, in))) {
                Caller caller = Caller.process(tenant, "child");
                NewSession wanted = NewSession.of(DirectoryCloud.ID, NodeFixture.IMAGE);
                ComputeSession ended = service.sessions().start(caller, wanted);
                service.sessions().start(caller, wanted);
                service.loop().cycle();
                service.sessions().end(caller, ended.id());
                service.loop().due();
                service.loop().cycle();
            }
        }
        System.out.println("done");
    }

    private static void come(boolean there, boolean waits, BufferedReader in) {
        if (!there) {
            return;
        }
        if (!waits) {
            Runtime.getRuntime().halt(137);
        }
        System.out.println(THERE);
        try {
            in.readLine();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
