package dev.atom.core.tenant;

import static dev.atom.core.tenant.Failures.assertFails;
import static dev.atom.core.tenant.TenancyFixture.TESTER;
import static dev.atom.core.tenant.TenancyFixture.race;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.db.Page;
import dev.atom.core.db.PageRequest;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TenantServiceTest {
    private final TenancyFixture fixture = new TenancyFixture();
    private final TenantService tenants = fixture.tenancy.tenants();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void createsAnActiveTenantAndAuditsItInItsOwnLog() {
        Tenant tenant = tenants.create(TESTER, acme());

        assertThat(tenant.status()).isEqualTo(TenantStatus.ACTIVE);
        assertThat(tenants.get(tenant.id())).isEqualTo(tenant);
        assertThat(tenants.find(new Slug("acme"))).contains(tenant);
        assertThat(fixture.actions(tenant.id())).containsExactly("tenant.create");
    }

    @Test
    void ofManyTenantsThatWantASlugOneGetsIt() throws Exception {
        int succeeded = 0;
        for (Future<Tenant> attempt : race(6, () -> tenants.create(TESTER, acme()))) {
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
    }

    @Test
    void theSlugOfADeletedTenantIsNotGivenAgain() {
        Tenant tenant = tenants.create(TESTER, acme());
        tenants.delete(TESTER, tenant.id());

        assertFails(ErrorCode.CONFLICT, () -> tenants.create(TESTER, acme()));
    }

    @Test
    void changesWhatIsNamedAndAuditsOnlyWhatDiffers() {
        Tenant tenant = tenants.create(TESTER, acme());
        TenantChange change = new TenantChange(
                Optional.of("New name"),
                Optional.of(Plan.TEAM),
                Optional.of(AiMode.BYOK),
                Optional.empty(),
                Optional.empty());

        Tenant changed = tenants.update(TESTER, tenant.id(), change);
        tenants.update(TESTER, tenant.id(), TenantChange.NONE);
        tenants.update(TESTER, tenant.id(), change);

        assertThat(changed).isEqualTo(tenants.get(tenant.id()));
        assertThat(changed.name()).isEqualTo("New name");
        assertThat(changed.plan()).isEqualTo(Plan.TEAM);
        var entries = fixture.audit
                .list(TenancyFixture.caller(tenant), PageRequest.first())
                .items();
        assertThat(entries).hasSize(2);
        assertThat(entries.stream()
                        .filter(entry -> entry.action().equals("tenant.update"))
                        .findFirst()
                        .orElseThrow()
                        .details())
                .containsOnlyKeys("name", "plan_type");
    }

    @Test
    void givesATenantLimitsOfItsOwnAndTakesThemBack() {
        Tenant tenant = tenants.create(TESTER, acme());
        String key = fixture.key(tenant.id());
        LimitOverrides given = new LimitOverrides(Optional.of(5000), Optional.empty(), Optional.of(7));

        assertThat(tenants.update(TESTER, tenant.id(), TenantChange.of(given)).limits())
                .isEqualTo(given);
        assertThat(tenants.get(tenant.id()).limits()).isEqualTo(given);
        assertThat(resolve(key).limits()).isEqualTo(given);
        assertThat(tenants.update(TESTER, tenant.id(), TenantChange.of(Plan.SOLO))
                        .limits())
                .as("another plan leaves them alone")
                .isEqualTo(given);

        tenants.update(TESTER, tenant.id(), TenantChange.of(LimitOverrides.NONE));

        assertThat(resolve(key).limits()).isEqualTo(LimitOverrides.NONE);
        assertThat(fixture.audit
                        .list(TenancyFixture.caller(tenant), PageRequest.first())
                        .items())
                .anySatisfy(entry -> assertThat(entry.details())
                        .isEqualTo(Map.of("requests_per_minute", "5000", "concurrent_calls", "7")))
                .anySatisfy(entry -> assertThat(entry.details())
                        .isEqualTo(Map.of("requests_per_minute", "plan", "concurrent_calls", "plan")));
    }

    @Test
    void refusesLimitsOutOfRange() {
        for (int wrong : new int[] {0, -1, LimitOverrides.MOST_REQUESTS + 1, Integer.MIN_VALUE}) {
            assertFails(ErrorCode.VALIDATION_ERROR, () -> LimitOverrides.requests(wrong));
        }
    }

    private Tenant resolve(String key) {
        return fixture.tenancy
                .resolver()
                .resolve(new RequestFacts(Optional.of(key), Optional.empty(), Optional.empty(), Optional.empty()))
                .tenant();
    }

    @Test
    void deletesByRefusingThenShreddingThenMarking() {
        Tenant tenant = tenants.create(TESTER, acme());
        List<TenantStatus> duringShred = new ArrayList<>();
        fixture.vault.whenShredding = id -> duringShred.add(tenants.get(id).status());

        assertThat(tenants.delete(TESTER, tenant.id()).tenant()).isEqualTo(tenant.id());
        tenants.delete(TESTER, tenant.id());

        assertThat(duringShred).containsExactly(TenantStatus.SUSPENDED, TenantStatus.DELETED);
        assertThat(fixture.vault.shredded).containsOnly(tenant.id());
        assertThat(tenants.get(tenant.id()).status()).isEqualTo(TenantStatus.DELETED);
        assertThat(fixture.actions(tenant.id()))
                .containsExactlyInAnyOrder("tenant.delete", "tenant.suspend", "tenant.create");
    }

    @Test
    void aDeleteThatFailedHalfWayIsFinishedByTheNext() {
        Tenant tenant = tenants.create(TESTER, acme());
        fixture.vault.failing();

        assertFails(ErrorCode.UNAVAILABLE, () -> tenants.delete(TESTER, tenant.id()));
        assertThat(tenants.get(tenant.id()).status()).isEqualTo(TenantStatus.SUSPENDED);
        fixture.vault.working();
        tenants.delete(TESTER, tenant.id());

        assertThat(tenants.get(tenant.id()).status()).isEqualTo(TenantStatus.DELETED);
    }

    @Test
    void aDeletedTenantStaysDeleted() {
        Tenant tenant = tenants.create(TESTER, acme());
        tenants.delete(TESTER, tenant.id());

        assertFails(
                ErrorCode.CONFLICT, () -> tenants.update(TESTER, tenant.id(), TenantChange.of(TenantStatus.ACTIVE)));
        assertFails(ErrorCode.VALIDATION_ERROR, () -> TenantChange.of(TenantStatus.DELETED));
    }

    @Test
    void thePlatformsOwnTenantIsNeitherSuspendedNorDeleted() {
        assertFails(ErrorCode.CONFLICT, () -> tenants.delete(TESTER, TenantId.PLATFORM));
        assertFails(
                ErrorCode.CONFLICT,
                () -> tenants.update(TESTER, TenantId.PLATFORM, TenantChange.of(TenantStatus.SUSPENDED)));
        assertThat(tenants.get(TenantId.PLATFORM).status()).isEqualTo(TenantStatus.ACTIVE);
        assertThat(fixture.vault.shredded).isEmpty();
    }

    @Test
    void anUnknownTenantIsNotFound() {
        TenantId unknown = new TenantId(UUID.randomUUID());

        assertFails(ErrorCode.NOT_FOUND, () -> tenants.get(unknown));
        assertFails(ErrorCode.NOT_FOUND, () -> tenants.update(TESTER, unknown, TenantChange.NONE));
        assertFails(ErrorCode.NOT_FOUND, () -> tenants.delete(TESTER, unknown));
        assertThat(fixture.vault.shredded).isEmpty();
    }

    @Test
    void withoutAnAuditRowNothingChanges() {
        Tenant tenant = tenants.create(TESTER, new NewTenant(new Slug("other"), "Other", Plan.FREE, AiMode.BYOK));
        fixture.breakAudit();

        assertFails(ErrorCode.INTERNAL_ERROR, () -> tenants.create(TESTER, acme()));
        assertFails(
                ErrorCode.INTERNAL_ERROR,
                () -> tenants.update(TESTER, tenant.id(), TenantChange.of(TenantStatus.SUSPENDED)));
        assertFails(ErrorCode.INTERNAL_ERROR, () -> tenants.delete(TESTER, tenant.id()));

        assertThat(tenants.find(new Slug("acme"))).isEmpty();
        assertThat(tenants.get(tenant.id())).isEqualTo(tenant);
        assertThat(fixture.vault.shredded).isEmpty();
    }

    @Test
    void pagesOldestFirst() {
        List<TenantId> expected = new ArrayList<>(List.of(TenantId.PLATFORM));
        for (int i = 0; i < 4; i++) {
            fixture.time.pass(Duration.ofMinutes(1));
            expected.add(fixture.tenant().id());
        }

        List<TenantId> seen = new ArrayList<>();
        PageRequest request = new PageRequest(2, Optional.empty());
        Page<Tenant> page = tenants.list(request);
        page.items().forEach(tenant -> seen.add(tenant.id()));
        while (page.nextCursor().isPresent()) {
            page = tenants.list(request.after(page));
            page.items().forEach(tenant -> seen.add(tenant.id()));
        }

        assertThat(seen).containsExactlyElementsOf(expected);
    }

    private static NewTenant acme() {
        return new NewTenant(new Slug("acme"), "Acme", Plan.FREE, AiMode.BYOK);
    }
}
