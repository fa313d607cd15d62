package dev.atom.core.tenant;

import static dev.atom.core.tenant.Failures.assertFails;
import static dev.atom.core.tenant.TenancyFixture.TESTER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.CountedDb;
import dev.atom.core.identity.Authority;
import dev.atom.core.identity.EmailAddress;
import dev.atom.core.identity.Identity;
import dev.atom.core.identity.IssuedKey;
import dev.atom.core.identity.LogIn;
import dev.atom.core.identity.NewUser;
import dev.atom.core.identity.SessionTokens;
import dev.atom.core.identity.User;
import dev.atom.core.identity.UserChange;
import dev.atom.core.identity.UserStatus;
import dev.atom.core.identity.Username;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a refusal takes does not tell why: whatever comes as a credential is looked up, once. */
class RefusalCostTest {
    private static final String PASSWORD = "a sentence to log in with";

    private final TenancyFixture fixture = new TenancyFixture();
    private final Tenant tenant = fixture.tenant();
    private final CountedDb counted = new CountedDb(fixture.database.settings());
    private final CachingTenantResolver resolver = new CachingTenantResolver(
            counted.tenants(),
            new TenancySettings(fixture.time, fixture.time, Optional.of("atom.example"), fixture.logIn));

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void everyBadKeyIsLookedUpOnce() {
        IssuedKey revoked = fixture.issue(tenant.id());
        fixture.tenancy.apiKeys().revoke(TESTER, tenant.id(), revoked.info().id());
        IssuedKey expired = fixture.tenancy.apiKeys().issue(TESTER, tenant.id(), "short", Duration.ofSeconds(1));
        Tenant suspended = fixture.tenant();
        String ofSuspended = fixture.key(suspended.id());
        fixture.tenancy.tenants().update(TESTER, suspended.id(), TenantChange.of(TenantStatus.SUSPENDED));
        Tenant deleted = fixture.tenant();
        String ofDeleted = fixture.key(deleted.id());
        fixture.tenancy.tenants().delete(TESTER, deleted.id());
        fixture.time.pass(Duration.ofSeconds(2));

        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("unknown", "atom_dk_" + UUID.randomUUID());
        bad.put("revoked", TenancyFixture.text(revoked));
        bad.put("expired", TenancyFixture.text(expired));
        bad.put("of a suspended tenant", ofSuspended);
        bad.put("of a deleted tenant", ofDeleted);
        bad.forEach(this::assertLookedUpOnce);
    }

    @Test
    void everyBadTokenOfOursIsLookedUpOnce() {
        Identity identity = fixture.tenancy.identity();
        Authority full = Authority.full(Caller.process(tenant.id(), "test"));
        User ada = user(identity, full, "ada");
        User grace = user(identity, full, "grace");
        SessionTokens loggedOut = logIn(identity, ada);
        identity.sessions().end(full.caller(), loggedOut.session(), Optional.empty());
        SessionTokens disabled = logIn(identity, grace);
        identity.users().update(full, grace.id(), UserChange.none().withStatus(UserStatus.DISABLED));

        assertLookedUpOnce("logged out", text(loggedOut));
        assertLookedUpOnce("of a disabled user", text(disabled));
    }

    @Test
    void whatIsNoCredentialIsLookedUpOnceLikeOneThatIsBad() {
        for (String none : new String[] {"", "x", "atom_dk_x", "atom_dk_" + "0".repeat(36), "eyJ.eyJ.x", "\u20ac"}) {
            assertLookedUpOnce("'" + none + "'", none);
        }
    }

    @Test
    void aGoodKeyAtAnotherTenantsHostTakesOneLookUpToo() {
        RequestFacts elsewhere = new RequestFacts(
                Optional.of(fixture.key(tenant.id())),
                Optional.empty(),
                Optional.of(fixture.tenant().slug().value() + ".atom.example"),
                Optional.of("request-1"));
        counted.statements();
        assertFails(ErrorCode.TENANT_MISMATCH, () -> resolver.resolve(elsewhere));
        assertThat(counted.statements()).isEqualTo(1);
    }

    @Test
    void aRefusalThatIsRememberedTakesNoLookUpWhateverItWasFor() {
        String unknown = "atom_dk_" + UUID.randomUUID();
        for (String bad : new String[] {"", "atom_dk_x", unknown}) {
            assertLookedUpOnce(bad, bad);
            assertFails(ErrorCode.UNAUTHORIZED, () -> resolver.resolve(facts(bad)));
            assertThat(counted.statements()).as(bad).isZero();
        }
    }

    private void assertLookedUpOnce(String why, String credential) {
        counted.statements();
        assertFails(ErrorCode.UNAUTHORIZED, () -> resolver.resolve(facts(credential)));
        assertThat(counted.statements()).as(why).isEqualTo(1);
    }

    private static User user(Identity identity, Authority by, String name) {
        return identity.users()
                .create(
                        by,
                        new NewUser(
                                new Username(name),
                                new EmailAddress(name + "@example.org"),
                                Optional.empty(),
                                Secret.of(PASSWORD),
                                false,
                                Set.of()));
    }

    private SessionTokens logIn(Identity identity, User user) {
        Actor visitor = new Actor(Actor.Kind.ANONYMOUS, "anonymous", Optional.empty());
        return identity.sessions()
                .logIn(new LogIn(tenant.slug().value(), user.username().value(), Secret.of(PASSWORD)), visitor);
    }

    private static String text(SessionTokens tokens) {
        return tokens.access().use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }

    private static RequestFacts facts(String credential) {
        return new RequestFacts(Optional.of(credential), Optional.empty(), Optional.empty(), Optional.of("request-1"));
    }
}
