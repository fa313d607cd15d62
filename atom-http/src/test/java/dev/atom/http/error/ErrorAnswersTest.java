package dev.atom.http.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.http.limit.FieldSyntax;
import dev.atom.http.limit.RateLimitFields;
import dev.atom.spi.AtomException;
import dev.atom.spi.AuthenticationException;
import dev.atom.spi.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorAnswersTest {
    private final ErrorAnswers answers = new ErrorAnswers(
            Clock.fixed(Instant.parse("2030-01-02T03:04:05Z"), ZoneOffset.UTC),
            new RateLimitFields(FieldSyntax.DRAFT_11, () -> 0));

    @ParameterizedTest
    @CsvSource({
        "BAD_REQUEST,400",
        "UNAUTHORIZED,401",
        "PAYMENT_REQUIRED,402",
        "FORBIDDEN,403",
        "TENANT_MISMATCH,403",
        "NOT_FOUND,404",
        "METHOD_NOT_ALLOWED,405",
        "CONFLICT,409",
        "KEY_LIMIT_REACHED,409",
        "REQUEST_TIMEOUT,408",
        "PAYLOAD_TOO_LARGE,413",
        "UNSUPPORTED_MEDIA_TYPE,415",
        "VALIDATION_ERROR,422",
        "PROVIDER_KEY_MISSING,424",
        "PROVIDER_AUTHENTICATION_FAILED,424",
        "RATE_LIMITED,429",
        "INTERNAL_ERROR,500",
        "PROVIDER_ERROR,502",
        "UNAVAILABLE,503",
        "PROVIDER_TIMEOUT,504"
    })
    void eachCodeHasTheStatusOfTheContract(ErrorCode code, int status) {
        assertThat(answers.of(new AtomException(code, "m"), Dialect.ATOM, "r").status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void bothDialectsNameEveryCode(ErrorCode code) {
        assertThat(body(answers.of(new AtomException(code, "m"), Dialect.ATOM, "r")))
                .contains("\"code\":\"" + code + "\"");
        assertThat(body(answers.of(new AtomException(code, "m"), Dialect.OPENAI, "r")))
                .contains("\"param\":null,\"code\":\"");
    }

    @Test
    void whoeverIsToComeAgainIsToldWhen() {
        AtomException busy = new AtomException(
                ErrorCode.UNAVAILABLE, "too many log-ins at once", null, Map.of("retry_after_seconds", "2"));

        assertThat(answers.of(busy, Dialect.ATOM, "r").headers()).containsEntry("Retry-After", "2");
        assertThat(answers.of(new AtomException(ErrorCode.UNAVAILABLE, "m"), Dialect.ATOM, "r")
                        .headers())
                .isEmpty();
    }

    @Test
    void theAtomEnvelopeCarriesTimeRequestAndDetails() {
        var failure =
                new AtomException(ErrorCode.VALIDATION_ERROR, "slug: required", null, Map.of("slug", "is required"));
        assertThat(body(answers.of(failure, Dialect.ATOM, "r-1")))
                .isEqualTo("{\"error\":\"slug: required\",\"code\":\"VALIDATION_ERROR\","
                        + "\"timestamp\":\"2030-01-02T03:04:05.000Z\",\"request_id\":\"r-1\","
                        + "\"details\":{\"slug\":\"is required\"}}");
    }

    @Test
    void aRefusedProviderKeyIs401ForOpenAiClients() {
        ErrorAnswer answer =
                answers.of(new AuthenticationException("openai", "openai refused the key"), Dialect.OPENAI, "r");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(body(answer))
                .isEqualTo("{\"error\":{\"message\":\"openai refused the key\",\"type\":\"authentication_error\","
                        + "\"param\":null,\"code\":\"invalid_api_key\"}}");
    }

    @Test
    void anUnknownFailureShowsNothingButTheRequestId() {
        var failure = new CompletionException(new IllegalStateException("jdbc:secret"));
        assertThat(body(answers.of(failure, Dialect.ATOM, "r-2")))
                .doesNotContain("secret")
                .contains("r-2");
        var internal = new AtomException(ErrorCode.INTERNAL_ERROR, "secret");
        assertThat(body(answers.of(internal, Dialect.OPENAI, "r-2")))
                .doesNotContain("secret")
                .contains("r-2");
    }

    @Test
    void aFailureIsFoundInsideAnAsynchronousWrapper() {
        var failure = new CompletionException(new AtomException(ErrorCode.NOT_FOUND, "no such model"));
        assertThat(answers.of(failure, Dialect.ATOM, "r").code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void everyUnauthorizedReadsTheSame() {
        ErrorAnswer expired = answers.of(new AtomException(ErrorCode.UNAUTHORIZED, "expired"), Dialect.ATOM, "r");
        ErrorAnswer unknown = answers.of(new AtomException(ErrorCode.UNAUTHORIZED, "unknown"), Dialect.ATOM, "r");
        assertThat(expired.body()).isEqualTo(unknown.body());
        assertThat(expired.headers()).containsEntry("WWW-Authenticate", "Bearer");
    }

    @Test
    void theDialectFollowsThePath() {
        assertThat(Dialect.of("/v1/chat/completions")).isEqualTo(Dialect.OPENAI);
        assertThat(Dialect.of("/api/v1/health")).isEqualTo(Dialect.ATOM);
        assertThat(Dialect.of("/v10")).isEqualTo(Dialect.ATOM);
    }

    private static String body(ErrorAnswer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
