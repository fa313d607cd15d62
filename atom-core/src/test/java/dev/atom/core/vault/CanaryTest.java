package dev.atom.core.vault;

import static dev.atom.core.vault.VaultFixture.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.spi.Secret;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Plants secrets, does everything a vault does, and looks for them everywhere. */
class CanaryTest {
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final List<String> canaries = List.of(canary(), canary(), canary(), canary());

    @Test
    void leavesNoSecretInAnyTableLogOrError() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        var listening = new Listener();
        listening.setContext(root.getLoggerContext());
        listening.start();
        root.setLevel(Level.TRACE);
        root.addAppender(listening);
        try (VaultFixture fixture = new VaultFixture()) {
            exercise(fixture);
            String tables = dump(fixture);
            assertThat(tables).contains("vault_keys", "vault.use", "openai");
            assertThat(said).anyMatch(line -> line.contains("atom")).hasSizeGreaterThan(100);
            String logs = String.join("\n", said);
            for (String canary : canaries) {
                for (String form : formsOf(canary)) {
                    assertThat(tables.contains(form))
                            .as("a table holds %s", form)
                            .isFalse();
                    assertThat(logs.contains(form))
                            .as("a log or an error holds %s", form)
                            .isFalse();
                }
            }
        } finally {
            root.detachAppender(listening);
            root.setLevel(before);
        }
    }

    private void exercise(VaultFixture fixture) throws Exception {
        Caller tenant = fixture.tenant();
        Caller other = fixture.tenant();
        fixture.put(tenant, OPENAI, "sk-" + canaries.get(0));
        fixture.put(tenant, OPENAI, "sk-" + canaries.get(1));
        fixture.put(tenant, new KeyName("broken"), "sk-" + canaries.get(2));
        VaultFixture.together(8, () -> fixture.open(tenant, OPENAI));
        fixture.vault.rotate(tenant, 1);
        failing(() -> fixture.put(tenant, OPENAI, canaries.get(0) + "\n"));
        failing(() -> fixture.put(tenant, OPENAI, canaries.get(0) + "x".repeat(9000)));
        fixture.sql("update vault_keys set nonce = salt where name = 'broken' and nonce is not null");
        failing(() -> fixture.open(tenant, new KeyName("broken")));
        failing(() -> fixture.vault.rotate(tenant, 2));
        fixture.breakAudit();
        failing(() -> fixture.put(tenant, OPENAI, canaries.get(0)));
        failing(() -> fixture.open(tenant, OPENAI));
        fixture.mendAudit();
        fixture.vault.delete(tenant, new KeyName("broken"));
        try (Secret passphrase = Secret.of(canaries.get(3));
                Secret wrong = Secret.of(canaries.get(2))) {
            byte[] bundle = fixture.vault.export(tenant, passphrase);
            fixture.vault.importBundle(other, bundle, passphrase);
            failing(() -> fixture.vault.importBundle(other, bundle, wrong));
        }
        try (SealedKeyVault moved =
                fixture.builder(VaultFixture.masterKey(2, 1)).build()) {
            moved.rewrap(Actor.process("operator"));
            assertThat(VaultFixture.open(moved, other, OPENAI)).contains("sk-" + canaries.get(1));
        }
    }

    /** The text of every row of every table, bytes as hexadecimal. */
    private static String dump(VaultFixture fixture) {
        StringBuilder all = new StringBuilder();
        for (String table : fixture.query("select tablename from pg_tables where schemaname = 'public'")) {
            all.append(table).append('\n');
            fixture.query("select to_jsonb(t)::text from \"" + table + "\" t")
                    .forEach(row -> all.append(row).append('\n'));
        }
        return all.toString();
    }

    private void failing(Runnable work) {
        try {
            work.run();
            throw new AssertionError("this should have failed");
        } catch (RuntimeException expected) {
            StringWriter text = new StringWriter();
            expected.printStackTrace(new PrintWriter(text));
            said.add(text.toString());
        }
    }

    /** As text, and as bytes in the forms in which programs print bytes. */
    private static List<String> formsOf(String canary) {
        byte[] bytes = canary.getBytes(StandardCharsets.UTF_8);
        return List.of(
                canary,
                HexFormat.of().formatHex(bytes),
                Base64.getEncoder().encodeToString(bytes).replaceAll("=*$", ""),
                Arrays.toString(bytes).replaceAll("[\\[\\]]", ""));
    }

    private static String canary() {
        return "canary" + UUID.randomUUID().toString().replace("-", "");
    }

    private final class Listener extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            String cause =
                    event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
            said.add(event.getLoggerName() + " " + event.getFormattedMessage() + " " + event.getMDCPropertyMap()
                    + event.getKeyValuePairs() + cause);
        }
    }
}
