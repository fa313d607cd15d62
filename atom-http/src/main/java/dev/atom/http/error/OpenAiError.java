package dev.atom.http.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.atom.core.limit.LimitedException;
import dev.atom.spi.ErrorCode;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's error body. Its clients choose their exception by the status and show {@code code}.
 *
 * <p>Format: <a href="https://platform.openai.com/docs/guides/error-codes">OpenAI, error codes</a>.
 */
record OpenAiError(Body error) {
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Body(
            String message,
            String type,
            @Nullable String param,
            String code,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Object violatedPolicies) {}

    static OpenAiError of(ErrorCode code, String message, Map<String, ?> details) {
        Object violated = details.get(LimitedException.VIOLATED);
        String param = details.size() == 1 && violated == null && !details.containsKey(ErrorAnswers.RETRY_AFTER)
                ? details.keySet().iterator().next()
                : null;
        return new OpenAiError(new Body(message, type(code), param, codeOf(code), violated));
    }

    private static String codeOf(ErrorCode code) {
        boolean key = code == ErrorCode.UNAUTHORIZED || code == ErrorCode.PROVIDER_AUTHENTICATION_FAILED;
        return key ? "invalid_api_key" : code.name().toLowerCase(Locale.ROOT);
    }

    private static String type(ErrorCode code) {
        return switch (code) {
            case UNAUTHORIZED, PROVIDER_AUTHENTICATION_FAILED -> "authentication_error";
            case FORBIDDEN, TENANT_MISMATCH -> "permission_error";
            case PAYMENT_REQUIRED -> "insufficient_quota";
            case RATE_LIMITED, KEY_LIMIT_REACHED -> "rate_limit_error";
            case BAD_REQUEST,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    CONFLICT,
                    REQUEST_TIMEOUT,
                    PAYLOAD_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    VALIDATION_ERROR,
                    PROVIDER_KEY_MISSING -> "invalid_request_error";
            case INTERNAL_ERROR, PROVIDER_ERROR, UNAVAILABLE, PROVIDER_TIMEOUT -> "server_error";
        };
    }
}
