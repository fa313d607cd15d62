package dev.atom.core.identity;

import static dev.atom.core.tenant.Failures.assertFails;
import static dev.atom.core.tenant.TenancyFixture.TESTER;
import static dev.atom.core.tenant.TenancyFixture.race;
import static dev.atom.core.tenant.TenancyFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.tenant.TenancyFixture;
import dev.atom.core.tenant.Tenant;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
    private final TenancyFixture fixture = new TenancyFixture();
    private final Tenant tenant = fixture.tenant();
    private final ApiKeys keys = fixture.tenancy.apiKeys();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void issuesAKeyForAYear() {
        IssuedKey key = keys.issue(TESTER, tenant.id(), "laptop", ApiKeys.DEFAULT_VALIDITY);

        assertThat(text(key)).hasSize(44).startsWith(key.info().hint());
        assertThat(key.info().hint()).hasSize(12).startsWith("atom_dk_");
        assertThat(Duration.between(
                        key.info().times().createdAt(), key.info().times().expiresAt()))
                .isEqualTo(Duration.ofDays(365));
        assertThat(keys.list(tenant.id())).containsExactly(key.info());
        assertThat(fixture.actions(tenant.id())).containsExactlyInAnyOrder("api_key.issue", "tenant.create");
    }

    @Test
    void theKeyItselfIsStoredAndPrintedNowhere() throws Exception {
        IssuedKey key = fixture.issue(tenant.id());
        String secretPart = text(key).substring(key.info().hint().length());

        try (Connection connection = fixture.database.superuser().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select (select string_agg(k::text, ',') from api_keys k)"
                        + " || (select string_agg(a::text, ',') from audit_log a)")) {
            row.next();
            assertThat(row.getString(1)).contains(key.info().hint()).doesNotContain(secretPart);
        }
        assertThat(key.toString()).doesNotContain(secretPart);
    }

    @Test
    void revokesForGoodAndAuditsItOnce() {
        IssuedKey key = fixture.issue(tenant.id());

        keys.revoke(TESTER, tenant.id(), key.info().id());
        fixture.time.pass(Duration.ofHours(1));
        keys.revoke(TESTER, tenant.id(), key.info().id());

        assertThat(keys.list(tenant.id()).get(0).times().revokedAt())
                .contains(key.info().times().createdAt());
        assertThat(fixture.actions(tenant.id()))
                .containsExactlyInAnyOrder("api_key.revoke", "api_key.issue", "tenant.create");
    }

    @Test
    void anotherTenantsKeyDoesNotExist() {
        Tenant other = fixture.tenant();
        IssuedKey key = fixture.issue(tenant.id());

        AtomException foreign = assertFails(
                ErrorCode.NOT_FOUND,
                () -> keys.revoke(TESTER, other.id(), key.info().id()));
        UUID absent = UUID.randomUUID();
        AtomException unknown = assertFails(ErrorCode.NOT_FOUND, () -> keys.revoke(TESTER, other.id(), absent));

        assertThat(foreign.getMessage().replace(key.info().id().toString(), ""))
                .isEqualTo(unknown.getMessage().replace(absent.toString(), ""));
        assertThat(keys.list(other.id())).isEmpty();
        assertThat(keys.list(tenant.id()).get(0).times().revokedAt()).isEmpty();
    }

    @Test
    void noKeyWithoutALivingTenant() {
        Tenant deleted = fixture.tenant();
        fixture.tenancy.tenants().delete(TESTER, deleted.id());

        assertFails(ErrorCode.NOT_FOUND, () -> fixture.issue(new TenantId(UUID.randomUUID())));
        assertFails(ErrorCode.NOT_FOUND, () -> fixture.issue(deleted.id()));
    }

    @Test
    void withoutAnAuditRowNothingChanges() {
        IssuedKey key = fixture.issue(tenant.id());
        fixture.breakAudit();

        assertFails(ErrorCode.INTERNAL_ERROR, () -> fixture.issue(tenant.id()));
        assertFails(
                ErrorCode.INTERNAL_ERROR,
                () -> keys.revoke(TESTER, tenant.id(), key.info().id()));
        assertFails(ErrorCode.INTERNAL_ERROR, () -> keys.bootstrap(TESTER, "console"));

        assertThat(keys.list(tenant.id())).containsExactly(key.info());
        assertThat(keys.list(TenantId.PLATFORM)).isEmpty();
    }

    @Test
    void refusesHostileNamesAndValidities() {
        for (String name : List.of("", "  ", "x".repeat(101), "a\nb", "a\0b", "a\u2028b", "\ud83d", "\u001b[2J")) {
            assertFails(
                    ErrorCode.VALIDATION_ERROR, () -> keys.issue(TESTER, tenant.id(), name, ApiKeys.DEFAULT_VALIDITY));
        }
        for (Duration validity : List.of(
                Duration.ZERO, Duration.ofDays(-1), Duration.ofMillis(999), Duration.ofSeconds(Long.MAX_VALUE))) {
            assertFails(ErrorCode.VALIDATION_ERROR, () -> keys.issue(TESTER, tenant.id(), "laptop", validity));
        }
        assertThat(keys.issue(TESTER, tenant.id(), "'; drop table api_keys; --", Duration.ofDays(1))
                        .info()
                        .device())
                .isEqualTo(keys.list(tenant.id()).get(0).device());
    }

    @Test
    void ofManyBootstrapsOneSucceeds() throws Exception {
        ApiKeys elsewhere = fixture.another().apiKeys();
        int succeeded = 0;
        for (Future<IssuedKey> attempt : race(6, () -> elsewhere.bootstrap(TESTER, "console"))) {
            try {
                attempt.get();
                succeeded++;
            } catch (ExecutionException refused) {
                assertThat(refused.getCause())
                        .isInstanceOfSatisfying(AtomException.class, failure -> assertThat(failure.code())
                                .isEqualTo(ErrorCode.CONFLICT));
            }
        }
        assertThat(succeeded).isEqualTo(1);
        assertThat(keys.list(TenantId.PLATFORM)).hasSize(1);
    }

    @Test
    void bootstrapsAgainWhenNoPlatformKeyIsAlive() {
        IssuedKey first = keys.bootstrap(TESTER, "console");
        assertFails(ErrorCode.CONFLICT, () -> keys.bootstrap(TESTER, "console"));

        keys.revoke(TESTER, TenantId.PLATFORM, first.info().id());
        keys.bootstrap(TESTER, "console");
        fixture.time.pass(ApiKeys.DEFAULT_VALIDITY);

        assertThat(keys.bootstrap(TESTER, "console").info().tenant()).isEqualTo(TenantId.PLATFORM);
    }
}
