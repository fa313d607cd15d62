package dev.atom.core.identity;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.Claim;
import com.auth0.jwt.interfaces.DecodedJWT;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Signs access tokens and reads them: JWT (RFC 7519) with HS256 and nothing else, of the type {@code at+jwt} (RFC 9068), naming
 * issuer, audience, user, tenant and session. A token is a handle: whether its session still is, is looked up. Each token has one
 * spelling: base64 allows several for the same bytes, and all but the canonical one are refused. Thread-safe, never blocks.
 */
final class AccessTokens {
    static final String ISSUER = "atom";
    static final String AUDIENCE = "atom-api";
    static final String HEADER_TYPE = "at+jwt";
    static final String TYPE = "access";

    /** For clocks of several instances that do not quite agree, in seconds. */
    static final long LEEWAY = 10;

    private static final int MOST_CHARACTERS = 2048;

    private final TokenKeys keys;
    private final Map<String, JWTVerifier> verifiers;

    AccessTokens(TokenKeys keys, Clock clock) {
        this.keys = keys;
        this.verifiers = keys.byId().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, key -> ((JWTVerifier.BaseVerification) JWT.require(key.getValue())
                                        .withIssuer(ISSUER)
                                        .withAudience(AUDIENCE)
                                        .withClaim("typ", TYPE)
                                        .acceptLeeway(LEEWAY))
                                .build(clock)));
    }

    /** A token for a session. */
    Secret issue(SessionRef session, Instant now, Instant expires) {
        return Secret.of(JWT.create()
                .withHeader(Map.of("typ", HEADER_TYPE))
                .withKeyId(keys.signingId())
                .withIssuer(ISSUER)
                .withAudience(AUDIENCE)
                .withSubject(session.user().toString())
                .withClaim("tid", session.tenant().toString())
                .withClaim("sid", session.session().toString())
                .withClaim("typ", TYPE)
                .withJWTId(UUID.randomUUID().toString())
                .withIssuedAt(now)
                .withExpiresAt(expires)
                .sign(keys.signing()));
    }

    /** The session a token names; empty for whatever is not a token of ours that is valid now. */
    Optional<SessionRef> read(String token) {
        if (token.length() > MOST_CHARACTERS || !isCanonical(token)) {
            return Optional.empty();
        }
        try {
            DecodedJWT decoded = JWT.decode(token);
            JWTVerifier verifier = verifiers.get(String.valueOf(decoded.getKeyId()));
            if (verifier == null || !isOurs(decoded)) {
                return Optional.empty();
            }
            DecodedJWT verified = verifier.verify(decoded);
            return Optional.of(new SessionRef(
                    new TenantId(uuid(verified.getClaim("tid"))),
                    uuid(verified.getClaim("sid")),
                    new UserId(UUID.fromString(String.valueOf(verified.getSubject())))));
        } catch (JWTVerificationException | IllegalArgumentException refused) {
            // Which of the many reasons it was is nobody's business: every refusal reads the same.
            return Optional.empty();
        }
    }

    /** RFC 7515 section 4.1.11: a token with a critical extension that is not understood is refused. */
    private static boolean isOurs(DecodedJWT decoded) {
        return HEADER_TYPE.equals(decoded.getType())
                && decoded.getHeaderClaim("crit").isMissing()
                && List.of(AUDIENCE).equals(decoded.getAudience())
                // The library's check of presence is content with a claim that is null.
                && decoded.getExpiresAt() != null
                && decoded.getIssuedAt() != null
                && decoded.getId() != null;
    }

    private static boolean isCanonical(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return false;
        }
        for (String part : parts) {
            if (!isCanonicalPart(part)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCanonicalPart(String part) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static UUID uuid(Claim claim) {
        return UUID.fromString(String.valueOf(claim.asString()));
    }
}
