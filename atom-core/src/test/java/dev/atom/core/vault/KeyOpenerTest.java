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
import dev.atom.spi.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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
    void sharesOneTransactionAmongTenantsAndGivesEachItsOwn() throws Exception {
        List<Caller> tenants = new ArrayList<>();
        for (int each = 0; each < 20; each++) {
            Caller next = fixture.tenant();
            tenants.add(next);
            fixture.put(next, OPENAI, "sk-0123456789-" + each);
        }
        Caller unknown = Caller.process(new TenantId(UUID.randomUUID()), "test");
        List<CompletableFuture<Optional<OpenedKey>>> opening = new ArrayList<>();
        List<CompletableFuture<Optional<OpenedKey>>> refused = new ArrayList<>();
        whileTheAuditLogIsLocked(() -> {
            for (Caller each : tenants) {
                opening.add(fixture.vault.open(each, OPENAI, "shared").toCompletableFuture());
                opening.add(fixture.vault.open(each, OPENAI, "shared").toCompletableFuture());
            }
            refused.add(fixture.vault.open(unknown, OPENAI, "shared").toCompletableFuture());
        });
        for (int each = 0; each < opening.size(); each++) {
            assertThat(opening.get(each).join().map(VaultFixture::text)).contains("sk-0123456789-" + each / 2);
        }
        assertThatThrownBy(refused.get(0)::join).hasMessageContaining("there is no tenant");
        for (Caller each : tenants) {
            assertThat(fixture.query(
                            "select count(*) from audit_log where tenant_id = ? and details->>'outcome' = 'granted'",
                            each.tenant().value()))
                    .containsExactly("2");
        }
        int transactions = Integer.parseInt(
                fixture.query("select count(distinct xmin::text) from audit_log where details->>'purpose' = 'shared'")
                        .get(0));
        assertThat(transactions).isLessThan(10);
    }

    @Test
    void failsOnlyTheTenantWhoseRowTheDatabaseRefuses() throws Exception {
        Caller good = fixture.tenant();
        fixture.put(good, OPENAI, "sk-0123456789abcdef");
        fixture.put(tenant, OPENAI, "sk-0123456789abcdef");
        fixture.sql("alter table audit_log add constraint refused check (tenant_id <> '" + tenant.tenant()
                + "' or action <> 'vault.use')");
        List<CompletableFuture<Optional<OpenedKey>>> opening = new ArrayList<>();
        List<CompletableFuture<Optional<OpenedKey>>> refused = new ArrayList<>();
        whileTheAuditLogIsLocked(() -> {
            for (int each = 0; each < 10; each++) {
                opening.add(fixture.vault.open(good, OPENAI, "test").toCompletableFuture());
                refused.add(fixture.vault.open(tenant, OPENAI, "test").toCompletableFuture());
            }
        });
        opening.forEach(each -> assertThat(each.join()).isPresent());
        refused.forEach(each -> assertThatThrownBy(each::join).hasMessageContaining("audit log"));
    }

    @Test
    void doesNotWaitForATenantWhoseRowsAreLocked() throws Exception {
        Caller other = fixture.tenant();
        fixture.put(other, OPENAI, "sk-0123456789abcdef");
        fixture.put(tenant, OPENAI, "sk-0123456789abcdef");
        try (Connection connection = fixture.database.superuser().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // This tenant's audit rows wait for a lock that this transaction holds.
            // back.
            statement.execute("create function hold() returns trigger language plpgsql as $$ begin"
                    + " if new.tenant_id = '" + tenant.tenant() + "' then perform pg_advisory_xact_lock(42); end if;"
                    + " return new; end $$");
            statement.execute("create trigger hold before insert on audit_log for each row execute function hold()");
            connection.commit();
            statement.execute("select pg_advisory_xact_lock(42)");
            CompletableFuture<Optional<OpenedKey>> held =
                    fixture.vault.open(tenant, OPENAI, "test").toCompletableFuture();
            untilSomethingWaitsForALock();
            assertThat(fixture.open(other, OPENAI)).isPresent();
            assertThat(held).isNotDone();
            connection.commit();
            assertThat(held.join()).isPresent();
        }
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
        fixture.sql("revoke execute on function atom_audit_append from atom_app");
        List<CompletableFuture<Optional<OpenedKey>>> opening = new ArrayList<>();
        for (int each = 0; each < 20; each++) {
            opening.add(fixture.vault.open(tenant, OPENAI, "test").toCompletableFuture());
        }
        for (CompletableFuture<Optional<OpenedKey>> each : opening) {
            assertThatThrownBy(each::join).cause().isInstanceOfSatisfying(AtomException.class, failure -> assertThat(
                            failure.code())
                    .isEqualTo(ErrorCode.UNAVAILABLE));
        }
        fixture.sql("grant execute on function atom_audit_append to atom_app");
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
            for (int each = 0; each < 5; each++) {
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
        // The flush that waits for the log has taken up to two, and two more may wait.
        assertThat(refused).isBetween(1, 3);
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

    /** Requests that come before then would share the flush that waits. */
    private void untilSomethingWaitsForALock() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (fixture.query("select 1 from pg_locks where locktype = 'advisory' and not granted")
                .isEmpty()) {
            assertThat(System.nanoTime() - deadline).isNegative();
        }
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
