package dev.atom.core.tenant;

import static dev.atom.core.tenant.Failures.assertFails;
import static dev.atom.core.tenant.TenancyFixture.TESTER;
import static dev.atom.core.tenant.TenancyFixture.caller;
import static dev.atom.core.tenant.TenancyFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.audit.Actor;
import dev.atom.core.identity.IssuedKey;
import dev.atom.core.identity.Permission;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TenantResolverTest {
    private final TenancyFixture fixture = new TenancyFixture();
    private final Tenant tenant = fixture.tenant();
    private final TenantResolver resolver = fixture.tenancy.resolver();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aKeyResolvesToItsTenantAndCarriesEverythingButThePlatformAndPeople() {
        IssuedKey key = fixture.issue(tenant.id());

        ResolvedCaller resolved = resolver.resolve(withKey(text(key)));

        assertThat(resolved.tenant()).isEqualTo(tenant);
        assertThat(resolved.caller().actor())
                .isEqualTo(new Actor(Actor.Kind.API_KEY, key.info().id().toString(), Optional.of("request-1")));
        assertThat(resolved.permissions())
                .doesNotContain(Permission.PLATFORM_ADMIN, Permission.USERS_WRITE)
                .isEqualTo(Permission.ofKeysOf(tenant.id()));
    }

    @Test
    void aKeyOfThePlatformAdministersIt() {
        ResolvedCaller resolved = resolver.resolve(withKey(fixture.key(TenantId.PLATFORM)));

        assertThat(resolved.permissions())
                .contains(Permission.PLATFORM_ADMIN)
                .isEqualTo(Permission.ofKeysOf(TenantId.PLATFORM));
    }

    @Test
    void allBadCredentialsAreRefusedInTheSameWords() {
        String good = fixture.key(tenant.id());
        IssuedKey revoked = fixture.issue(tenant.id());
        fixture.tenancy.apiKeys().revoke(TESTER, tenant.id(), revoked.info().id());
        IssuedKey expired = fixture.tenancy.apiKeys().issue(TESTER, tenant.id(), "old", Duration.ofSeconds(1));
        fixture.time.pass(Duration.ofSeconds(1));
        Tenant suspended = fixture.tenant();
        String ofSuspended = fixture.key(suspended.id());
        fixture.tenancy.tenants().update(TESTER, suspended.id(), TenantChange.of(TenantStatus.SUSPENDED));
        Tenant deleted = fixture.tenant();
        String ofDeleted = fixture.key(deleted.id());
        fixture.tenancy.tenants().delete(TESTER, deleted.id());

        List<String> bad = List.of(
                "",
                " ",
                good + " ",
                good.substring(1),
                good.toUpperCase(Locale.ROOT),
                "atom_dk_" + UUID.nameUUIDFromBytes(new byte[1]),
                "atom_dk_" + UUID.randomUUID(),
                "x".repeat(1_000_000),
                "' or 1=1 --",
                text(revoked),
                text(expired),
                ofSuspended,
                ofDeleted);

        List<String> messages = new ArrayList<>();
        for (String credential : bad) {
            AtomException failure = assertFails(ErrorCode.UNAUTHORIZED, () -> resolver.resolve(withKey(credential)));
            assertThat(failure.details()).isEmpty();
            messages.add(failure.getMessage());
        }
        messages.add(assertFails(ErrorCode.UNAUTHORIZED, () -> resolver.resolve(facts(null, null, null)))
                .getMessage());
        assertThat(messages).containsOnly(messages.get(0));
        assertThat(resolver.resolve(withKey(good)).tenant()).isEqualTo(tenant);
    }

    @Test
    void aTenantsIdIsNotAWorkspacesIdAndTheOtherWayRound() {
        Workspace workspace = fixture.tenancy.workspaces().create(caller(tenant), "one");
        String key = fixture.key(tenant.id());

        assertFails(
                ErrorCode.NOT_FOUND,
                () -> resolver.resolve(facts(key, tenant.id().toString(), null)));
        assertFails(
                ErrorCode.NOT_FOUND,
                () -> resolver.resolve(facts(null, tenant.id().toString(), null)));
        assertFails(
                ErrorCode.NOT_FOUND,
                () -> fixture.tenancy.tenants().get(new TenantId(workspace.id().value())));
        assertFails(ErrorCode.NOT_FOUND, () -> fixture.tenancy
                .apiKeys()
                .issue(TESTER, new TenantId(workspace.id().value()), "laptop", Duration.ofDays(1)));
    }

    @Test
    void aWorkspaceIdThatIsNoneIsABadRequest() {
        String key = fixture.key(tenant.id());

        for (String hostile : List.of("", "1", "1-1-1-1-1", "' or 1=1 --", "x".repeat(100_000))) {
            assertFails(ErrorCode.BAD_REQUEST, () -> resolver.resolve(facts(key, hostile, null)));
        }
    }

    @Test
    void aTenantThatMayNotActIsForbiddenWhenNamedWithoutACredential() {
        Workspace workspace = fixture.tenancy.workspaces().create(caller(tenant), "one");
        RequestFacts byWorkspace = facts(null, workspace.id().toString(), null);
        RequestFacts byHost = facts(null, null, tenant.slug() + ".atom.example");
        resolver.resolve(byWorkspace);

        fixture.tenancy.tenants().update(TESTER, tenant.id(), TenantChange.of(TenantStatus.SUSPENDED));
        assertFails(ErrorCode.FORBIDDEN, () -> resolver.resolve(byWorkspace));
        assertFails(ErrorCode.FORBIDDEN, () -> resolver.resolve(byHost));

        fixture.tenancy.tenants().delete(TESTER, tenant.id());
        assertFails(ErrorCode.FORBIDDEN, () -> resolver.resolve(byWorkspace));
    }

    @Test
    void withoutACredentialNothingIsAllowed() {
        ResolvedCaller resolved = resolver.resolve(facts(null, null, tenant.slug() + ".atom.example"));

        assertThat(resolved.permissions()).isEmpty();
        assertThat(resolved.caller().actor().kind()).isEqualTo(Actor.Kind.ANONYMOUS);
    }

    @Test
    void neverPrintsTheCredential() {
        String key = fixture.key(tenant.id());

        assertThat(withKey(key) + " " + resolver.resolve(withKey(key))).doesNotContain(key);
    }

    private static RequestFacts withKey(String key) {
        return facts(key, null, null);
    }

    private static RequestFacts facts(@Nullable String key, @Nullable String workspace, @Nullable String host) {
        return new RequestFacts(
                Optional.ofNullable(key),
                Optional.ofNullable(workspace),
                Optional.ofNullable(host),
                Optional.of("request-1"));
    }
}
