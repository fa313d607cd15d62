package dev.atom.core.identity;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.AuditLog;
import dev.atom.core.db.Database;
import dev.atom.core.db.DatabaseSettings;
import dev.atom.core.db.Login;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A process with a small heap in which a hundred users log in at the same moment. */
final class LogInStorm {
    static final int USERS = 100;

    private LogInStorm() {}

    /** How it went, as {@code served refused failed}. */
    static String run(DatabaseSettings settings, String slug, String username)
            throws IOException, InterruptedException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        classPath,
                        LogInStorm.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Writer in = child.outputWriter(StandardCharsets.UTF_8);
                BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = new ArrayList<>(List.of(settings.jdbcUrl(), slug, username));
            for (Login login : List.of(settings.owner(), settings.app(), settings.system())) {
                lines.add(login.user());
                lines.add(login.password().<String>use(bytes -> new String(bytes, StandardCharsets.UTF_8)));
            }
            in.write(String.join("\n", lines) + "\n");
            in.flush();
            String said = out.readLine();
            while (said != null && !said.startsWith("outcome ")) {
                said = out.readLine();
            }
            if (said == null) {
                throw new IllegalStateException("the child ended with " + child.waitFor());
            }
            return said.substring("outcome ".length());
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String url = in.readLine();
        String slug = in.readLine();
        String username = in.readLine();
        DatabaseSettings settings = DatabaseSettings.at(url)
                .owner(Login.of(in.readLine(), in.readLine()))
                .app(Login.of(in.readLine(), in.readLine()))
                .system(Login.of(in.readLine(), in.readLine()))
                .build();
        Clock clock = Clock.systemUTC();
        try (Database database = Database.open(settings)) {
            Identity identity = new Identity(
                    database.tenants(),
                    new AuditLog(database.tenants(), clock),
                    clock,
                    changed -> {},
                    LogInSettings.ofThisProcess());
            System.out.println("outcome " + storm(identity.sessions(), slug, username));
        }
    }

    private static String storm(SessionService sessions, String slug, String username) throws InterruptedException {
        AtomicInteger served = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(USERS);
        for (int i = 0; i < USERS; i++) {
            threads.execute(() -> {
                try {
                    start.await();
                    sessions.logIn(
                                    new LogIn(slug, username, Secret.of(IdentityFixture.PASSWORD)),
                                    new Actor(Actor.Kind.ANONYMOUS, "anonymous", Optional.empty()))
                            .close();
                    served.incrementAndGet();
                } catch (AtomException busy) {
                    (busy.code() == ErrorCode.UNAVAILABLE ? refused : failed).incrementAndGet();
                } catch (Throwable outOfMemory) {
                    failed.incrementAndGet();
                    outOfMemory.printStackTrace();
                }
            });
        }
        start.countDown();
        threads.shutdown();
        boolean ended = threads.awaitTermination(2, TimeUnit.MINUTES);
        return served + " " + refused + " " + failed + (ended ? "" : " and some still run");
    }
}
