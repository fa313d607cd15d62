package dev.atom.core.vault;

import dev.atom.core.audit.Caller;
import dev.atom.core.db.Database;
import dev.atom.core.db.DatabaseSettings;
import dev.atom.core.db.Login;
import dev.atom.spi.TenantId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process that rotates a tenant's data key in batches of two, stops at a place, and is killed there. */
final class RotationChild {
    private static final String THERE = "there";

    private RotationChild() {}

    /** Starts the process and kills it, as kill -9 does, when it has written that many batches. */
    static void killAfter(DatabaseSettings settings, TenantId tenant, int batches)
            throws IOException, InterruptedException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        classPath,
                        RotationChild.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Writer in = child.outputWriter(StandardCharsets.UTF_8);
                BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            for (String line : lines(settings, tenant, batches)) {
                in.write(line + "\n");
            }
            in.flush();
            String said = out.readLine();
            while (said != null && !said.equals(THERE)) {
                said = out.readLine();
            }
            if (said == null) {
                throw new IllegalStateException("the child ended with " + child.waitFor());
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    private static List<String> lines(DatabaseSettings settings, TenantId tenant, int batches) {
        List<String> lines = new ArrayList<>(List.of(settings.jdbcUrl(), tenant.toString(), Integer.toString(batches)));
        for (Login login : List.of(settings.owner(), settings.app(), settings.system())) {
            lines.add(login.user());
            lines.add(login.password().<String>use(bytes -> new String(bytes, StandardCharsets.UTF_8)));
        }
        return lines;
    }

    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String url = in.readLine();
        TenantId tenant = TenantId.parse(in.readLine());
        int stopAfter = Integer.parseInt(in.readLine());
        DatabaseSettings settings = DatabaseSettings.at(url)
                .owner(Login.of(in.readLine(), in.readLine()))
                .app(Login.of(in.readLine(), in.readLine()))
                .system(Login.of(in.readLine(), in.readLine()))
                .build();
        try (Database database = Database.open(settings);
                SealedKeyVault vault = SealedKeyVault.over(database, VaultFixture.masterKey(1))
                        .rotationBatch(2)
                        .afterRotationBatch(written -> stopAt(written == stopAfter))
                        .build()) {
            vault.rotate(Caller.process(tenant, "child"), 1);
        }
    }

    private static void stopAt(boolean here) {
        if (!here) {
            return;
        }
        System.out.println(THERE);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
