package dev.atom.core.vault;

import static dev.atom.core.vault.VaultFixture.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.KeyWrapper;
import dev.atom.spi.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyOpenerTest {
    private VaultFixture fixture;
    private Caller tenant;

    @BeforeEach
    void start() {
        fixture = new VaultFixture();
        tenant = fixture.tenant();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void writesExactlyOneAuditRowForEachOf64ConcurrentOpens() throws Exception {
        fixture.put(tenant, OPENAI, "sk-0123456789abcdef");
        assertThat(VaultFixture.together(64, () -> fixture.open(tenant, OPENAI)))
                .containsOnly(Optional.of("sk-0123456789abcdef"));
        assertThat(fixture.audited(tenant, "vault.use")).isEqualTo(64);
    }

    @Test
    void sharesOneTransactionAmongAllThatWaited() throws Exception {
        fixture.put(tenant, OPENAI, "sk-0123456789abcdef");
        List<CompletableFuture<Optional<OpenedKey>>> opening = new ArrayList<>();
        whileTheAuditLogIsLocked(() -> {
            for (int each = 0; each < 100; each++) {
                opening.add(fixture.vault.open(tenant, OPENAI, "use " + each).toCompletableFuture());
            }
        });
        for (CompletableFuture<Optional<OpenedKey>> each : opening) {
            assertThat(each.join().map(VaultFixture::text)).contains("sk-0123456789abcdef");
        }
        assertThat(fixture.query(
                        "select count(distinct details->>'purpose') from audit_log where tenant_id = ?",
                        tenant.tenant().value()))
                .as("the put has none")
                .containsExactly("100");
        int transactions = Integer.parseInt(fixture.query(
                        "select count(distinct xmin::text) from audit_log where tenant_id = ? and action = 'vault.use'",
                        tenant.tenant().value())
                .get(0));
        assertThat(transactions).isLessThanOrEqualTo(2);
    }

    @Test
    void saysWhoWhyAndWhichVersionAndNothingOfTheValue() {
        KeyInfo stored = fixture.put(tenant, OPENAI, "sk-0123456789abcdef");
        Caller caller = new Caller(
                tenant.tenant(), Optional.empty(), new Actor(Actor.Kind.API_KEY, "key-1", Optional.of("request-1")));
        fixture.vault
                .open(caller, OPENAI, "chat gpt-4o\n" + "x".repeat(500))
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .close();
        fixture.open(tenant, new KeyName("absent"));
        fixture.sql(
                "update tenants set status = 'suspended' where id = ?",
                tenant.tenant().value());
        assertThatThrownBy(() -> fixture.open(tenant, OPENAI)).isInstanceOf(AtomException.class);

        String row = "select concat_ws(' ', actor_kind, actor_id, request_id, resource, details->>'version',"
                + " details->>'fingerprint', details->>'provider', details->>'outcome') from audit_log"
                + " where tenant_id = ? and action = 'vault.use' order by details->>'outcome'";
        assertThat(fixture.query(row, tenant.tenant().value()))
                .containsExactly(
                        "API_KEY key-1 request-1 key/openai 1 " + stored.fingerprint() + " openai granted",
                        "PROCESS test key/absent missing",
                        "PROCESS test key/openai 1 " + stored.fingerprint() + " openai refused");
        assertThat(fixture.query(
                        "select details->>'purpose' from audit_log where tenant_id = ? and details->>'outcome' = 'granted'",
                        tenant.tenant().value()))
                .containsExactly("chat gpt-4o " + "x".repeat(188));
    }

    @Test
    void opensNothingWhenTheAuditRowCannotBeWritten() {
        fixture.put(tenant, OPENAI, "sk-0123456789abcdef");
        fixture.sql("revoke insert on audit_log from atom_app");
        List<CompletableFuture<Optional<OpenedKey>>> opening = new ArrayList<>();
        for (int each = 0; each < 20; each++) {
            opening.add(fixture.vault.open(tenant, OPENAI, "test").toCompletableFuture());
        }
        for (CompletableFuture<Optional<OpenedKey>> each : opening) {
            assertThatThrownBy(each::join).cause().isInstanceOfSatisfying(AtomException.class, failure -> assertThat(
                            failure.code())
                    .isEqualTo(ErrorCode.UNAVAILABLE));
        }
        fixture.sql("grant insert on audit_log to atom_app");
        assertThat(fixture.open(tenant, OPENAI)).contains("sk-0123456789abcdef");
        assertThat(fixture.audited(tenant, "vault.use")).isEqualTo(1);
    }

    @Test
    void failsOnlyTheOpenOfTheAlteredRowInASharedTransaction() throws Exception {
        KeyName altered = new KeyName("altered");
        fixture.put(tenant, OPENAI, "sk-0123456789abcdef");
        fixture.put(tenant, altered, "sk-0123456789abcdef");
        fixture.sql("update vault_keys set nonce = salt where name = 'altered'");
        List<CompletableFuture<Optional<OpenedKey>>> good = new ArrayList<>();
        List<CompletableFuture<Optional<OpenedKey>>> bad = new ArrayList<>();
        whileTheAuditLogIsLocked(() -> {
            for (int each = 0; each < 10; each++) {
                good.add(fixture.vault.open(tenant, OPENAI, "test").toCompletableFuture());
                bad.add(fixture.vault.open(tenant, altered, "test").toCompletableFuture());
            }
        });
        good.forEach(each -> assertThat(each.join()).isPresent());
        bad.forEach(each -> assertThatThrownBy(each::join).hasMessageContaining("does not authenticate"));
    }

    @Test
    void answersWhenAClassOfTheKeyWrapperIsMissing() {
        fixture.put(tenant, OPENAI, "sk-0123456789abcdef");
        try (SealedKeyVault vault = fixture.builder(new BrokenWrapper()).build()) {
            assertThatThrownBy(() -> vault.open(tenant, OPENAI, "test")
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NoClassDefFoundError.class);
        }
    }

    @Test
    void refusesACallerThatCannotBeAuditedWithoutFailingTheOthers() {
        fixture.put(tenant, OPENAI, "sk-0123456789abcdef");
        Caller nobody =
                new Caller(tenant.tenant(), Optional.empty(), new Actor(Actor.Kind.API_KEY, "a\nb", Optional.empty()));
        assertThatThrownBy(() -> VaultFixture.open(fixture.vault, nobody, OPENAI))
                .isInstanceOfSatisfying(AtomException.class, failure -> assertThat(failure.code())
                        .isEqualTo(ErrorCode.VALIDATION_ERROR));
        assertThat(fixture.open(tenant, OPENAI)).isPresent();
    }

    @Test
    void refusesMoreThanItsQueueHolds() throws Exception {
        fixture.put(tenant, OPENAI, "sk-0123456789abcdef");
        SealedKeyVault narrow =
                fixture.closing(fixture.builder(fixture.masterKey).openQueue(2).build());
        List<CompletableFuture<Optional<OpenedKey>>> opening = new ArrayList<>();
        whileTheAuditLogIsLocked(() -> {
            for (int each = 0; each < 4; each++) {
                opening.add(narrow.open(tenant, OPENAI, "test").toCompletableFuture());
            }
            assertThat(opening).anyMatch(CompletableFuture::isCompletedExceptionally);
        });
        int refused = 0;
        for (CompletableFuture<Optional<OpenedKey>> each : opening) {
            try {
                assertThat(each.join()).isPresent();
            } catch (CompletionException full) {
                assertThat(full.getCause())
                        .isInstanceOfSatisfying(AtomException.class, failure -> assertThat(failure.code())
                                .isEqualTo(ErrorCode.UNAVAILABLE));
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 2);
        assertThat(VaultFixture.open(narrow, tenant, OPENAI)).isPresent();
    }

    @Test
    void takesMoreThanABatchHolds() throws Exception {
        fixture.put(tenant, OPENAI, "sk-0123456789abcdef");
        SealedKeyVault small =
                fixture.closing(fixture.builder(fixture.masterKey).openBatch(3).build());
        List<CompletableFuture<Optional<OpenedKey>>> opening = new ArrayList<>();
        for (int each = 0; each < 50; each++) {
            opening.add(small.open(tenant, OPENAI, "test").toCompletableFuture());
        }
        opening.forEach(each -> assertThat(each.join()).isPresent());
        assertThat(fixture.audited(tenant, "vault.use")).isEqualTo(50);
    }

    @Test
    void seesAChangeMadeElsewhereAtOnce() {
        fixture.put(tenant, OPENAI, "sk-0123456789abcdef");
        try (SealedKeyVault elsewhere = fixture.another()) {
            assertThat(VaultFixture.open(elsewhere, tenant, OPENAI)).contains("sk-0123456789abcdef");
            fixture.put(tenant, OPENAI, "sk-fedcba9876543210");
            assertThat(VaultFixture.open(elsewhere, tenant, OPENAI)).contains("sk-fedcba9876543210");
            fixture.vault.rotate(tenant, 1);
            assertThat(VaultFixture.open(elsewhere, tenant, OPENAI)).contains("sk-fedcba9876543210");
            fixture.vault.delete(tenant, OPENAI);
            assertThat(VaultFixture.open(elsewhere, tenant, OPENAI)).isEmpty();
        }
    }

    @Test
    void opensNothingAndLeavesNoThreadOnceClosed() {
        fixture.put(tenant, OPENAI, "sk-0123456789abcdef");
        SealedKeyVault closed = fixture.another();
        String mine = VaultFixture.open(closed, tenant, OPENAI).orElseThrow();
        Thread worker = closed.open(tenant, OPENAI, "test")
                .thenApply(opened -> Thread.currentThread())
                .toCompletableFuture()
                .join();
        closed.close();

        assertThat(mine).isNotEmpty();
        assertThat(closed.dataKeysInMemory()).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.equals(worker) && thread.getName().startsWith("atom-vault"));
        assertThatThrownBy(() -> VaultFixture.open(closed, tenant, OPENAI))
                .isInstanceOfSatisfying(AtomException.class, failure -> assertThat(failure.code())
                        .isEqualTo(ErrorCode.UNAVAILABLE));
    }

    /** Everything that would write to the log waits until the work is done. */
    private void whileTheAuditLogIsLocked(Runnable work) throws SQLException {
        try (Connection connection = fixture.database.superuser().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table audit_log in exclusive mode");
            work.run();
            connection.commit();
        }
    }

    private static final class BrokenWrapper implements KeyWrapper {
        @Override
        public String currentKeyId() {
            return "broken";
        }

        @Override
        public Set<String> keyIds() {
            return Set.of("broken");
        }

        @Override
        public byte[] wrap(Secret key, byte[] associatedData) {
            throw new AssertionError("nothing is wrapped");
        }

        @Override
        public Secret unwrap(String keyId, byte[] wrapped, byte[] associatedData) {
            throw new NoClassDefFoundError("dev/example/Missing");
        }
    }
}
