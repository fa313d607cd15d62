package dev.atom.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import dev.atom.core.tenant.TestTime;
import dev.atom.spi.AtomException;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Everything a token can be wrong in, one thing at a time. */
class AccessTokensTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String OTHER_KEY = "fedcba9876543210fedcba9876543210";
    private static final Algorithm HS256 = Algorithm.HMAC256(KEY.getBytes(StandardCharsets.US_ASCII));

    private final TestTime time = new TestTime();
    private final TokenKeys keys = keys(KEY, Optional.empty());
    private final AccessTokens tokens = new AccessTokens(keys, time);
    private final SessionRef session =
            new SessionRef(new TenantId(UUID.randomUUID()), UUID.randomUUID(), UserId.random());

    @Test
    void aTokenNamesItsSession() {
        assertThat(tokens.read(token())).contains(session);
        assertThat(tokens.read(sign(builder -> {})))
                .as("as ours, built by hand")
                .contains(session);
    }

    @TestFactory
    Stream<DynamicTest> refuses() {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("nothing", "");
        wrong.put("one dot", "a.b");
        wrong.put("four parts", token() + ".a");
        wrong.put("a token that is too long", token() + "A".repeat(3000));
        wrong.put("another issuer", sign(builder -> builder.withIssuer("evil")));
        wrong.put("no issuer", sign(builder -> builder.withIssuer((String) null)));
        wrong.put("another audience", sign(builder -> builder.withAudience("atom-console")));
        wrong.put("two audiences", sign(builder -> builder.withAudience(AccessTokens.AUDIENCE, "evil")));
        wrong.put("another type", sign(builder -> builder.withClaim("typ", "refresh")));
        wrong.put("another header type", sign(builder -> builder.withHeader(Map.of("typ", "JWT"))));
        wrong.put(
                "a critical extension",
                sign(builder -> builder.withHeader(Map.of("typ", AccessTokens.HEADER_TYPE, "crit", List.of("x")))));
        wrong.put("no subject", sign(builder -> builder.withSubject((String) null)));
        wrong.put("a subject that is no id", sign(builder -> builder.withSubject("admin")));
        wrong.put("no tenant", sign(builder -> builder.withClaim("tid", (String) null)));
        wrong.put("a tenant that is no id", sign(builder -> builder.withClaim("tid", "acme")));
        wrong.put("no session", sign(builder -> builder.withClaim("sid", (String) null)));
        wrong.put("no id", sign(builder -> builder.withJWTId((String) null)));
        wrong.put("no end", sign(builder -> builder.withExpiresAt((Instant) null)));
        wrong.put(
                "issued in the future",
                sign(builder -> builder.withIssuedAt(time.instant().plusSeconds(60))));
        wrong.put(
                "expired", sign(builder -> builder.withExpiresAt(time.instant().minusSeconds(31))));
        wrong.put(
                "not yet valid",
                sign(builder -> builder.withNotBefore(time.instant().plusSeconds(60))));
        wrong.put(
                "algorithm none",
                parts("{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"" + keys.signingId() + "\"}", payload(), ""));
        wrong.put(
                "algorithm None",
                parts("{\"alg\":\"None\",\"typ\":\"at+jwt\",\"kid\":\"" + keys.signingId() + "\"}", payload(), ""));
        wrong.put(
                "HS512 of the same key",
                sign(Algorithm.HMAC512(KEY.getBytes(StandardCharsets.US_ASCII)), builder -> {}));
        wrong.put(
                "HS384 of the same key",
                sign(Algorithm.HMAC384(KEY.getBytes(StandardCharsets.US_ASCII)), builder -> {}));
        wrong.put(
                "another key under our id",
                sign(Algorithm.HMAC256(OTHER_KEY.getBytes(StandardCharsets.US_ASCII)), builder -> {}));
        wrong.put("an unknown key id", sign(builder -> builder.withKeyId("0000000000000000")));
        wrong.put("no key id", sign(builder -> builder.withKeyId(null)));
        wrong.put("another tenant put in", tampered());
        wrong.put("no signature", token().substring(0, token().lastIndexOf('.') + 1));
        wrong.put("a header that is no JSON", parts("x", payload(), "AAAA"));
        wrong.put("a null payload", parts("{\"alg\":\"HS256\"}", "null", "AAAA"));
        return wrong.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> assertThat(tokens.read(one.getValue()))
                        .isEmpty()));
    }

    /** Base64 has spare bits: four spellings of the last character, and padding, decode to one signature. */
    @Test
    void oneTokenHasOneSpelling() {
        String token = token();
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        String start = token.substring(0, token.length() - 1);
        long accepted = alphabet.chars()
                .filter(last -> tokens.read(start + (char) last).isPresent())
                .count();
        assertThat(accepted).isEqualTo(1);
        for (String suffix : List.of("=", "==", " ", "\n", "\u0000", ".")) {
            assertThat(tokens.read(token + suffix)).as(suffix).isEmpty();
            assertThat(tokens.read(suffix + token)).as(suffix).isEmpty();
        }
    }

    @Test
    void aTokenExpiresWithinTheLeeway() {
        String token = token();

        time.pass(Duration.ofMinutes(15));
        assertThat(tokens.read(token)).isPresent();
        time.pass(Duration.ofSeconds(30));
        assertThat(tokens.read(token)).isEmpty();
    }

    @Test
    void afterAChangeOfKeyTheFormerIsAcceptedAndThenNotAnyMore() {
        String before = token();
        AccessTokens changed = new AccessTokens(keys(OTHER_KEY, Optional.of(KEY)), time);
        AccessTokens done = new AccessTokens(keys(OTHER_KEY, Optional.empty()), time);

        assertThat(changed.read(before)).contains(session);
        String after =
                text(changed.issue(session, time.instant(), time.instant().plusSeconds(900)));
        assertThat(tokens.read(after)).isEmpty();
        assertThat(changed.read(after)).contains(session);
        assertThat(done.read(after)).contains(session);
        assertThat(done.read(before)).isEmpty();
    }

    @Test
    void aShortKeyIsRefused() {
        assertThatCode(() -> keys("x".repeat(31), Optional.empty()))
                .isInstanceOf(AtomException.class)
                .hasMessageContaining("31 bytes")
                .hasMessageContaining("32");
        assertThatCode(() -> keys(KEY, Optional.of("short"))).isInstanceOf(AtomException.class);
    }

    @Test
    void noKeyIsPrinted() {
        assertThat(keys.toString()).doesNotContain(KEY).contains(keys.signingId());
    }

    private static TokenKeys keys(String current, Optional<String> previous) {
        return TokenKeys.of(Secret.of(current), previous.map(Secret::of));
    }

    private String token() {
        return text(tokens.issue(session, time.instant(), time.instant().plusSeconds(900)));
    }

    private String sign(Consumer<JWTCreator.Builder> change) {
        return sign(HS256, change);
    }

    private String sign(Algorithm algorithm, Consumer<JWTCreator.Builder> change) {
        JWTCreator.Builder builder = JWT.create()
                .withHeader(Map.of("typ", AccessTokens.HEADER_TYPE))
                .withKeyId(keys.signingId())
                .withIssuer(AccessTokens.ISSUER)
                .withAudience(AccessTokens.AUDIENCE)
                .withSubject(session.user().toString())
                .withClaim("tid", session.tenant().toString())
                .withClaim("sid", session.session().toString())
                .withClaim("typ", AccessTokens.TYPE)
                .withJWTId("1")
                .withIssuedAt(time.instant())
                .withExpiresAt(time.instant().plusSeconds(900));
        change.accept(builder);
        return builder.sign(algorithm);
    }

    private String tampered() {
        String[] parts = token().split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace(session.tenant().toString(), UUID.randomUUID().toString());
        return parts[0] + "." + base64(claims) + "." + parts[2];
    }

    private String payload() {
        String[] parts = token().split("\\.", -1);
        return new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    }

    private static String parts(String header, String payload, String signature) {
        return base64(header) + "." + base64(payload) + "." + signature;
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Secret secret) {
        return secret.use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }
}
