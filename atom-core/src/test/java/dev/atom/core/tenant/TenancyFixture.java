package dev.atom.core.tenant;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.AuditEntry;
import dev.atom.core.audit.AuditLog;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.PageRequest;
import dev.atom.core.db.TestDatabase;
import dev.atom.core.identity.ApiKeys;
import dev.atom.core.identity.IssuedKey;
import dev.atom.core.identity.LogInSettings;
import dev.atom.spi.TenantId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A tenancy on a real database of its own, with time that stands still. */
public final class TenancyFixture implements AutoCloseable {
    /** Who acts in tests. */
    public static final Actor TESTER = Actor.process("test");

    public final TestDatabase database = TestDatabase.fresh();
    public final TestTime time = new TestTime();
    /** The same for every instance, as where several serve one database. */
    public final LogInSettings logIn = LogInSettings.ofThisProcess();

    public final ShredOnlyVault vault = new ShredOnlyVault();
    public final Tenancy tenancy = another();
    public final AuditLog audit = new AuditLog(database.database().tenants(), time);

    /** Another instance on the same database, as in another process: it has a cache of its own. */
    public Tenancy another() {
        return new Tenancy(
                database.database(), vault, new TenancySettings(time, time, Optional.of("atom.example"), logIn));
    }

    /** A new tenant with a random slug. */
    public Tenant tenant() {
        Slug slug = new Slug("t" + UUID.randomUUID());
        return tenancy.tenants().create(TESTER, new NewTenant(slug, "A tenant", Plan.FREE, AiMode.BYOK));
    }

    /** A tenant that no database knows. */
    public static Tenant unknown(TenantId id) {
        return new Tenant(
                id,
                new Slug("acme"),
                "Acme",
                Plan.FREE,
                AiMode.BYOK,
                TenantStatus.ACTIVE,
                LimitOverrides.NONE,
                Instant.EPOCH);
    }

    /** The test acting for a tenant. */
    public static Caller caller(Tenant tenant) {
        return new Caller(tenant.id(), Optional.empty(), TESTER);
    }

    /** The text of a new key of the tenant. */
    public String key(TenantId tenant) {
        try (IssuedKey key = issue(tenant)) {
            return text(key);
        }
    }

    /** A new key of the tenant. */
    public IssuedKey issue(TenantId tenant) {
        return tenancy.apiKeys().issue(TESTER, tenant, "laptop", ApiKeys.DEFAULT_VALIDITY);
    }

    /** The key's text. */
    public static String text(IssuedKey key) {
        return key.key().use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }

    /** The actions in a tenant's audit log, newest first. */
    public List<String> actions(TenantId tenant) {
        return audit
                .list(Caller.process(tenant, "test"), new PageRequest(PageRequest.MAX, Optional.empty()))
                .items()
                .stream()
                .map(AuditEntry::action)
                .toList();
    }

    /** From now on no audit row can be written. */
    public void breakAudit() {
        superuser("""
                create function refuse() returns trigger language plpgsql as $$
                begin raise exception 'no more rows'; end $$;
                create trigger refuse before insert on audit_log for each row execute function refuse();
                """);
    }

    /** Audit rows can be written again. */
    public void mendAudit() {
        superuser("drop trigger refuse on audit_log; drop function refuse()");
    }

    /** Runs statements as the superuser. */
    public void superuser(String sql) {
        try (Connection connection = database.superuser().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** What {@code count} threads get from the call when they make it at the same moment. */
    public static <T> List<Future<T>> race(int count, Callable<T> call) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            CyclicBarrier start = new CyclicBarrier(count);
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                calls.add(() -> {
                    start.await();
                    return call.call();
                });
            }
            return threads.invokeAll(calls);
        } finally {
            threads.shutdownNow();
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
