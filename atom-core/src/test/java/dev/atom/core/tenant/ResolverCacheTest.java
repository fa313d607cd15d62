package dev.atom.core.tenant;

import static dev.atom.core.tenant.Failures.assertFails;
import static dev.atom.core.tenant.TenancyFixture.TESTER;
import static dev.atom.core.tenant.TenancyFixture.caller;
import static dev.atom.core.tenant.TenancyFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.identity.IssuedKey;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResolverCacheTest {
    private final TenancyFixture fixture = new TenancyFixture();
    private final Tenant tenant = fixture.tenant();
    private final Tenancy elsewhere = fixture.another();
    private final TenantResolver here = fixture.tenancy.resolver();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void theCacheAloneAnswersOnlyWhatIsKnown() {
        RequestFacts facts = withKey(fixture.key(tenant.id()));

        assertThat(here.resolveCached(facts)).isEmpty();
        ResolvedCaller resolved = here.resolve(facts);
        assertThat(here.resolveCached(facts)).contains(resolved);
    }

    @Test
    void theCacheAloneRefusesWhatIsKnownToBeRefused() {
        RequestFacts facts = withKey("atom_dk_" + UUID.randomUUID());

        assertThat(here.resolveCached(facts)).isEmpty();
        assertFails(ErrorCode.UNAUTHORIZED, () -> here.resolve(facts));
        assertFails(ErrorCode.UNAUTHORIZED, () -> here.resolveCached(facts));
    }

    @Test
    void aHitAsksNoDatabase() {
        RequestFacts facts = withKey(fixture.key(tenant.id()));
        ResolvedCaller resolved = here.resolve(facts);

        fixture.database.database().close();

        assertThat(here.resolve(facts)).isEqualTo(resolved);
        fixture.time.pass(Duration.ofSeconds(5));
        assertThatThrownBy(() -> here.resolve(facts)).isInstanceOf(AtomException.class);
    }

    @Test
    void aHitCarriesTheRequestsOwnIdAndWorkspace() {
        Workspace one = fixture.tenancy.workspaces().create(caller(tenant), "one");
        Workspace two = fixture.tenancy.workspaces().create(caller(tenant), "two");
        String key = fixture.key(tenant.id());
        here.resolve(facts(key, one, "r1"));
        here.resolve(facts(key, two, "r2"));

        ResolvedCaller hit = here.resolveCached(facts(key, one, "r3")).orElseThrow();

        assertThat(hit.caller().actor().requestId()).contains("r3");
        assertThat(hit.caller().workspace()).contains(one.id());
    }

    @Test
    void aRevokedKeyIsRefusedHereAtOnceAndElsewhereWithinFiveSeconds() {
        IssuedKey key = fixture.issue(tenant.id());
        RequestFacts facts = withKey(text(key));
        here.resolve(facts);
        elsewhere.resolver().resolve(facts);

        fixture.tenancy.apiKeys().revoke(TESTER, tenant.id(), key.info().id());

        assertFails(ErrorCode.UNAUTHORIZED, () -> here.resolve(facts));
        assertThat(elsewhere.resolver().resolveCached(facts)).isPresent();
        fixture.time.pass(Duration.ofSeconds(5));
        assertThat(elsewhere.resolver().resolveCached(facts)).isEmpty();
        assertFails(ErrorCode.UNAUTHORIZED, () -> elsewhere.resolver().resolve(facts));
    }

    @Test
    void aHitDoesNotProlongWhatIsKnown() {
        IssuedKey key = fixture.issue(tenant.id());
        RequestFacts facts = withKey(text(key));
        here.resolve(facts);
        elsewhere.apiKeys().revoke(TESTER, tenant.id(), key.info().id());

        fixture.time.pass(Duration.ofMillis(4_999));
        here.resolve(facts);
        fixture.time.pass(Duration.ofMillis(1));

        assertFails(ErrorCode.UNAUTHORIZED, () -> here.resolve(facts));
    }

    @Test
    void aKeyExpiresAlsoWhileItIsCached() {
        IssuedKey key = fixture.tenancy.apiKeys().issue(TESTER, tenant.id(), "short", Duration.ofSeconds(2));
        RequestFacts facts = withKey(text(key));
        here.resolve(facts);

        fixture.time.pass(Duration.ofSeconds(2));

        assertFails(ErrorCode.UNAUTHORIZED, () -> here.resolve(facts));
    }

    @Test
    void suspendingReactivatingAndDeletingAreKnownAtOnce() {
        RequestFacts facts = withKey(fixture.key(tenant.id()));
        here.resolve(facts);

        fixture.tenancy.tenants().update(TESTER, tenant.id(), TenantChange.of(TenantStatus.SUSPENDED));
        assertFails(ErrorCode.UNAUTHORIZED, () -> here.resolve(facts));
        fixture.tenancy.tenants().update(TESTER, tenant.id(), TenantChange.of(TenantStatus.ACTIVE));
        assertThat(here.resolve(facts).tenant()).isEqualTo(tenant);
        fixture.tenancy.tenants().delete(TESTER, tenant.id());
        assertFails(ErrorCode.UNAUTHORIZED, () -> here.resolve(facts));
    }

    @Test
    void aDeletedWorkspaceIsGoneAtOnce() {
        String key = fixture.key(tenant.id());
        Workspace workspace = fixture.tenancy.workspaces().create(caller(tenant), "one");
        here.resolve(facts(key, workspace, "r1"));

        fixture.tenancy.workspaces().delete(caller(tenant), workspace.id());

        assertFails(ErrorCode.NOT_FOUND, () -> here.resolve(facts(key, workspace, "r2")));
    }

    @Test
    void aFloodOfUnknownKeysStaysWithinBoundsAndPushesNobodyOut() {
        RequestFacts good = withKey(fixture.key(tenant.id()));
        here.resolve(good);

        for (int i = 0; i < 3 * VerdictCache.REFUSALS; i++) {
            RequestFacts unknown = withKey("atom_dk_" + UUID.randomUUID());
            assertFails(ErrorCode.UNAUTHORIZED, () -> here.resolve(unknown));
        }

        assertThat(fixture.tenancy.cachedVerdicts()).isLessThanOrEqualTo(VerdictCache.REFUSALS + 1);
        assertThat(here.resolveCached(good)).isPresent();
    }

    private static RequestFacts withKey(String key) {
        return new RequestFacts(Optional.of(key), Optional.empty(), Optional.empty(), Optional.of("request-1"));
    }

    private static RequestFacts facts(String key, Workspace workspace, String requestId) {
        return new RequestFacts(
                Optional.of(key), Optional.of(workspace.id().toString()), Optional.empty(), Optional.of(requestId));
    }
}
