package dev.atom.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.audit.Origin;
import dev.atom.core.identity.Permission;
import dev.atom.core.tenant.RequestFacts;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.core.tenant.Tenant;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
    private static final String KEY = "atom_dk_0b0e4a0e-6a3e-4c7e-9f8f-1d2c3b4a5f60";

    @Test
    void findsTheKeyInEitherHeader() {
        assertThat(facts(Map.of("x-api-key", List.of(KEY))).credential()).contains(KEY);
        assertThat(facts(Map.of("authorization", List.of("Bearer " + KEY))).credential())
                .contains(KEY);
        assertThat(facts(Map.of("authorization", List.of("bearer " + KEY), "x-api-key", List.of(KEY)))
                        .credential())
                .contains(KEY);
    }

    /** Like every other bad credential: it is resolved, and by the resolver refused. */
    @Test
    void aRequestWithoutACredentialHasOneThatIsNeverGood() {
        assertThat(facts(Map.of()).credential()).contains(Credentials.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Basic YTpi", "", "atom_dk_x"})
    void everyOtherAuthorizationIsNoCredential(String authorization) {
        assertThat(facts(Map.of("authorization", List.of(authorization))).credential())
                .contains(Credentials.NONE);
        assertThat(facts(Map.of("authorization", List.of(authorization), "x-api-key", List.of(KEY)))
                        .credential())
                .contains(Credentials.NONE);
    }

    @Test
    void findsATokenInItsHeaderAndInTheConsolesCookie() {
        String token = "eyJhbGciOi.x.y";
        assertThat(facts(Map.of("authorization", List.of("Bearer " + token))).credential())
                .contains(token);
        assertThat(facts(cookie("atom_session=" + token, token, "http")).credential())
                .contains(token);
        assertThat(facts(cookie("__Host-atom_session=" + token, token, "https")).credential())
                .contains(token);
    }

    /** A page of a neighbouring subdomain can set a cookie of the plain name for all of them; of the prefixed one it cannot. */
    @Test
    void underTlsACookieThatANeighbourMayHaveSetIsNoSession() {
        String planted = "eyJhbGciOi.planted.y";
        assertThat(facts(cookie("atom_session=" + planted, planted, "https")).credential())
                .contains(Credentials.NONE);
        String own = "eyJhbGciOi.x.y";
        assertThat(facts(cookie("atom_session=" + planted + "; __Host-atom_session=" + own, own, "https"))
                        .credential())
                .contains(own);
        Headers tls = Headers.of(true, name -> name.equals("Cookie") ? List.of("atom_refresh=planted") : List.of());
        assertThat(SessionCookies.refresh(tls)).isEmpty();
    }

    private static Map<String, List<String>> cookie(String cookies, String token, String scheme) {
        return Map.of(
                "cookie",
                List.of("a=b; " + cookies),
                "x-csrf-token",
                List.of(SessionCookies.csrf(token)),
                "x-forwarded-proto",
                List.of(scheme));
    }

    @Test
    void aChangeWithTheCookieNeedsWhatOnlyTheConsolesPageKnows() {
        List<String> cookie = List.of("atom_session=eyJhbGciOi.x.y");
        for (List<String> wrong : List.of(
                List.<String>of(),
                List.of(""),
                List.of(SessionCookies.csrf("another")),
                List.of(SessionCookies.csrf("eyJhbGciOi.x.y"), SessionCookies.csrf("eyJhbGciOi.x.y")))) {
            assertThat(refusal(Map.of("cookie", cookie, "x-csrf-token", wrong))).isEqualTo(ErrorCode.FORBIDDEN);
        }
        Headers reading = name -> name.equals("Cookie") ? cookie : List.of();
        assertThat(Access.facts("GET", reading, Optional.empty(), Origin.ofRequest(Optional.of("r")))
                        .credential())
                .contains("eyJhbGciOi.x.y");
    }

    @Test
    void aHeaderGoesBeforeTheCookieAndTwoCookiesAreNoCredential() {
        assertThat(facts(Map.of("cookie", List.of("atom_session=eyJ"), "x-api-key", List.of(KEY)))
                        .credential())
                .contains(KEY);
        assertThat(facts(Map.of("cookie", List.of("atom_session=eyJ; atom_session=eyK")))
                        .credential())
                .contains(Credentials.NONE);
    }

    @Test
    void twoDifferentKeysAreNoCredential() {
        assertThat(facts(Map.of("x-api-key", List.of(KEY, KEY + "0"))).credential())
                .contains(Credentials.NONE);
        assertThat(facts(Map.of("x-api-key", List.of(KEY), "authorization", List.of("Bearer " + KEY + "0")))
                        .credential())
                .contains(Credentials.NONE);
    }

    @Test
    void refusesTwoDifferentWorkspaces() {
        assertThat(refusal(Map.of("x-workspace-id", List.of("a", "b")))).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    @ParameterizedTest
    @CsvSource({
        "acme.example.org:8080,acme.example.org",
        "ACME.Example.org,acme.example.org",
        "acme.example.org.,acme.example.org",
        "[::1]:80,[::1]",
        "[::1],[::1]"
    })
    void readsTheHostWithoutItsPort(String authority, String host) {
        assertThat(Access.facts("GET", name -> List.of(), Optional.of(authority), Origin.NONE)
                        .host())
                .contains(host);
    }

    /** Whatever a resolver made of it. */
    @Test
    void aHostAloneIsNobodysPermission() {
        TenantId id = new TenantId(new UUID(0, 1));
        Actor nobody = new Actor(Actor.Kind.ANONYMOUS, "anonymous", Origin.NONE);
        ResolvedCaller anonymous = new ResolvedCaller(
                new Caller(id, Optional.empty(), nobody), TenancyFixture.unknown(id), Set.of(Permission.VAULT_READ));
        Access access = new Access(facts -> anonymous);
        AtomException refusal =
                catchThrowableOfType(AtomException.class, () -> access.admit(facts(Map.of()), Permission.VAULT_READ));
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHORIZED);
    }

    @Test
    void namesThePermissionThatIsMissing() {
        Access access = new Access(facts -> caller(Set.of(Permission.VAULT_READ)));
        RequestFacts facts = facts(Map.of("x-api-key", List.of(KEY)));

        assertThat(access.admit(facts, Permission.VAULT_READ).permissions()).containsOnly(Permission.VAULT_READ);
        AtomException refusal =
                catchThrowableOfType(AtomException.class, () -> access.admit(facts, Permission.VAULT_WRITE));
        assertThat(refusal.code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(refusal).hasMessageContaining("vault:write");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\r\nX-Evil: 1", "é", "a\"b", "<x>"})
    void replacesARequestIdThatIsNoToken(String given) {
        assertThat(new RequestIds(() -> "fresh").of(name -> List.of(given))).isEqualTo("fresh");
    }

    @Test
    void keepsARequestIdThatIsAToken() {
        RequestIds ids = new RequestIds(() -> "fresh");
        assertThat(ids.of(name -> List.of("req_1.A-z"))).isEqualTo("req_1.A-z");
        assertThat(ids.of(name -> List.of("a".repeat(65)))).isEqualTo("fresh");
        assertThat(ids.of(name -> List.of("a", "b"))).isEqualTo("fresh");
        assertThat(ids.of(name -> List.of())).isEqualTo("fresh");
    }

    private static RequestFacts facts(Map<String, List<String>> headers) {
        return Access.facts(
                "POST",
                name -> headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()),
                Optional.empty(),
                Origin.NONE);
    }

    private static ErrorCode refusal(Map<String, List<String>> headers) {
        return catchThrowableOfType(AtomException.class, () -> facts(headers)).code();
    }

    private static ResolvedCaller caller(Set<Permission> permissions) {
        TenantId id = new TenantId(new UUID(0, 1));
        Tenant tenant = TenancyFixture.unknown(id);
        return new ResolvedCaller(Caller.process(id, "test"), tenant, permissions);
    }
}
