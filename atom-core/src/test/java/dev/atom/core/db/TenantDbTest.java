package dev.atom.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantDbTest {
    private static final String CANARY = "canary-5f1d0c";
    private static final String INSERT = "insert into workspaces (tenant_id, id, name) values (:tenant, :id, :name)";
    private static final String NAMES = "select name from workspaces";

    private static TestDatabase db;
    private static TenantDb tenants;

    private TenantId tenant;

    @BeforeAll
    static void open() {
        db = TestDatabase.fresh();
        tenants = db.database().tenants();
    }

    @AfterAll
    static void close() {
        db.close();
    }

    @BeforeEach
    void createTenant() {
        tenant = new TenantId(UUID.randomUUID());
        db.asSuperuser("insert into tenants (id, slug, name, plan_type, ai_mode, status) values ('" + tenant + "', 't"
                + tenant + "', 'T', 'free', 'byok', 'active')");
    }

    @Test
    void entersTheTenantWithAFirstStatementThatBindsByName() {
        int changed = tenants.in(tenant, handle -> insert(handle, "one"));
        String found =
                tenants.in(tenant, handle -> handle.createQuery(NAMES + " where name = :name and tenant_id = :id")
                        .bind("name", "one")
                        .bind("id", tenant.value())
                        .mapTo(String.class)
                        .one());
        assertThat(changed).isEqualTo(1);
        assertThat(found).isEqualTo("one");
    }

    @Test
    void entersTheTenantWithAFirstStatementThatBindsByPosition() {
        tenants.run(tenant, handle -> insert(handle, "one"));
        String found = tenants.in(tenant, handle -> handle.select(NAMES + " where name = ? and 1 = ?", "one", 1)
                .mapTo(String.class)
                .one());
        assertThat(found).isEqualTo("one");
    }

    @Test
    void entersTheTenantBeforeABatch() {
        tenants.run(tenant, handle -> {
            PreparedBatch batch = handle.prepareBatch(INSERT);
            for (String name : new String[] {"one", "two", "three"}) {
                batch.bind("tenant", tenant.value())
                        .bind("id", UUID.randomUUID())
                        .bind("name", name)
                        .add();
            }
            assertThat(batch.execute()).containsExactly(1, 1, 1);
        });
        assertThat(count()).isEqualTo(3);
    }

    @Test
    void entersTheTenantBeforeScriptsUnpreparedBatchesCallsAndGeneratedKeys() {
        tenants.run(tenant, handle -> insert(handle, "one"));
        String update = "update workspaces set name = name || '+'";
        tenants.run(tenant, handle -> handle.createScript(update + ";").execute());
        tenants.run(tenant, handle -> handle.createBatch().add(update).execute());
        tenants.run(tenant, handle -> handle.createUpdate(update)
                .executeAndReturnGeneratedKeys("name")
                .mapTo(String.class)
                .one());
        String name = tenants.in(
                tenant, handle -> handle.select(NAMES).mapTo(String.class).one());
        assertThat(name).isEqualTo("one+++");
    }

    @Test
    void returnsWhatTheFirstStatementReturns() {
        UUID id = UUID.randomUUID();
        UUID returned = tenants.in(tenant, handle -> handle.createQuery(INSERT + " returning id")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .bind("name", "one")
                .mapTo(UUID.class)
                .one());
        assertThat(returned).isEqualTo(id);
    }

    @Test
    void servesManyTransactionsOfManyTenantsOnPreparedStatements() {
        for (int i = 0; i < 20; i++) {
            createTenant();
            tenants.run(tenant, handle -> insert(handle, "only"));
            assertThat(count()).isEqualTo(1);
        }
    }

    @Test
    void keepsTheTenantAcrossTheStatementsOfATransactionAndNoLonger() {
        tenants.run(tenant, handle -> {
            insert(handle, "one");
            assertThat(handle.select(NAMES).mapTo(String.class).list()).containsExactly("one");
            handle.commit();
            assertThat(handle.select(NAMES).mapTo(String.class).list()).isEmpty();
        });
    }

    @Test
    void rollsBackWhenTheWorkThrowsAndPassesItsExceptionOn() {
        AtomException thrown = new AtomException(ErrorCode.NOT_FOUND, "no such thing");
        assertThatThrownBy(() -> tenants.run(tenant, handle -> {
                    insert(handle, "one");
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThat(count()).isZero();
    }

    @Test
    void answersConflictWhenAValueIsTaken() {
        tenants.run(tenant, handle -> insert(handle, CANARY));
        AtomException failure = failureOf(handle -> insert(handle, CANARY));
        assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(failure).hasMessageContaining("workspaces_tenant_id_name_key");
        assertThat(SqlStates.isUniqueViolation(failure)).isTrue();
    }

    @Test
    void answersUnavailableWhenTheConnectionBreaks() {
        AtomException failure = failureOf(handle -> handle.execute("select pg_terminate_backend(pg_backend_pid())"));
        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(count()).isZero();
    }

    @Test
    void answersUnavailableWhenAStatementTakesTooLong() {
        AtomException failure = failureOf(handle -> {
            handle.execute("set local statement_timeout = '1ms'");
            handle.execute("select pg_sleep(5)");
        });
        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void answersInternalErrorForABrokenStatement() {
        assertThat(failureOf(handle -> handle.execute("select nothing from nowhere"))
                        .code())
                .isEqualTo(ErrorCode.INTERNAL_ERROR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select cast(:value as uuid)",
                "select cast(:value as int)",
                "select cast(:value as jsonb)",
                "select cast(:value as timestamptz)",
                "select no_such_column from workspaces where name = :value",
                "insert into workspaces (tenant_id, id, name) values (gen_random_uuid(), gen_random_uuid(), :value)",
                "insert into tenants (id, slug) values (gen_random_uuid(), :value)",
                "insert into audit_log (tenant_id, id, resource)"
                        + " values (cast(current_setting('atom.tenant_id') as uuid), gen_random_uuid(), :value)",
                "insert into workspaces (tenant_id, id, name)"
                        + " select cast(current_setting('atom.tenant_id') as uuid), gen_random_uuid(), :value"
                        + " from generate_series(1, 2)",
            })
    void saysNothingOfBoundValues(String sql) {
        AtomException failure = failureOf(
                handle -> handle.createUpdate(sql).bind("value", CANARY).execute());
        StringWriter printed = new StringWriter();
        failure.printStackTrace(new PrintWriter(printed));
        assertThat(printed.toString()).doesNotContain(CANARY).contains("TenantDbTest");
    }

    private AtomException failureOf(Consumer<Handle> work) {
        return catchThrowableOfType(AtomException.class, () -> tenants.run(tenant, work));
    }

    private int insert(Handle handle, String name) {
        return handle.createUpdate(INSERT)
                .bind("tenant", tenant.value())
                .bind("id", UUID.randomUUID())
                .bind("name", name)
                .execute();
    }

    private int count() {
        return tenants.in(tenant, handle -> handle.select("select count(*) from workspaces")
                .mapTo(int.class)
                .one());
    }
}
