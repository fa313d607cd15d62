package dev.atom.core.vault;

import dev.atom.core.audit.Caller;
import dev.atom.core.db.TestDatabase;
import dev.atom.spi.KeyWrapper;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Vaults on a real database of their own. */
final class VaultFixture implements AutoCloseable {
    static final KeyName OPENAI = new KeyName("openai");
    static final Optional<String> PROVIDER = Optional.of("openai");

    final TestDatabase database = TestDatabase.fresh();
    final MasterKeyWrapper masterKey = masterKey(1);
    final SealedKeyVault vault = another();
    private final List<SealedKeyVault> vaults = new ArrayList<>(List.of(vault));

    /** A vault as another process would open it: same database, same master key, a cache of its own. */
    SealedKeyVault another() {
        return builder(masterKey).build();
    }

    KeyVaultBuilder builder(KeyWrapper wrapper) {
        return SealedKeyVault.over(database.database(), wrapper);
    }

    /** Closes the vault together with this. */
    SealedKeyVault closing(SealedKeyVault other) {
        vaults.add(other);
        return other;
    }

    static MasterKeyWrapper masterKey(int fill, int... previous) {
        return MasterKeyWrapper.of(
                filled(fill),
                Arrays.stream(previous).mapToObj(VaultFixture::filled).toList(),
                new SecureRandom());
    }

    private static Secret filled(int fill) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) fill);
        return Secret.copyOf(bytes);
    }

    /** A program acting for a new tenant. */
    Caller tenant() {
        UUID id = UUID.randomUUID();
        sql(
                "insert into tenants (id, slug, name, plan_type, ai_mode, status)"
                        + " values (?, ?, 'A tenant', 'free', 'byok', 'active')",
                id,
                "t" + id);
        return Caller.process(new TenantId(id), "test");
    }

    KeyInfo put(Caller caller, KeyName name, String value) {
        try (Secret secret = Secret.of(value)) {
            return vault.put(caller, name, secret, PROVIDER);
        }
    }

    Optional<String> open(Caller caller, KeyName name) {
        return open(vault, caller, name);
    }

    /** What the vault opens; throws what it failed with. */
    static Optional<String> open(KeyVault from, Caller caller, KeyName name) {
        try {
            return from.open(caller, name, "test").toCompletableFuture().join().map(VaultFixture::text);
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }

    static String text(OpenedKey opened) {
        try (opened) {
            return opened.secret().use(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /** Runs a statement as the superuser, past every policy; gives the number of rows. */
    int sql(String statement, Object... arguments) {
        try (Connection connection = database.superuser().getConnection();
                PreparedStatement prepared = prepared(connection, statement, arguments)) {
            return prepared.executeUpdate();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** From now on no audit row can be written. */
    void breakAudit() {
        sql("revoke execute on function atom_audit_append from atom_app");
    }

    /** Audit rows can be written again. */
    void mendAudit() {
        sql("grant execute on function atom_audit_append to atom_app");
    }

    /** The first column of what a query gives, as text. */
    List<String> query(String statement, Object... arguments) {
        try (Connection connection = database.superuser().getConnection();
                PreparedStatement prepared = prepared(connection, statement, arguments);
                ResultSet rows = prepared.executeQuery()) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(String.valueOf(rows.getString(1)));
            }
            return found;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static PreparedStatement prepared(Connection connection, String statement, Object... arguments)
            throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement);
        for (int at = 0; at < arguments.length; at++) {
            prepared.setObject(at + 1, arguments[at]);
        }
        return prepared;
    }

    int audited(Caller caller, String action) {
        return Integer.parseInt(query(
                        "select count(*) from audit_log where tenant_id = ? and action = ?",
                        caller.tenant().value(),
                        action)
                .get(0));
    }

    /** Runs the work on many threads that start together; gives their results, or throws the first failure. */
    static <T> List<T> together(int threads, Callable<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<T>> running = new ArrayList<>();
            for (int each = 0; each < threads; each++) {
                running.add(pool.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    @Override
    public void close() {
        vaults.forEach(SealedKeyVault::close);
        database.close();
    }
}
