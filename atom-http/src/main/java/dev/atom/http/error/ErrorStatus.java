package dev.atom.http.error;

import dev.atom.spi.ErrorCode;

/** The HTTP status of each code: the only place that knows it. */
final class ErrorStatus {
    private ErrorStatus() {}

    static int of(ErrorCode code, Dialect dialect) {
        return switch (code) {
            case BAD_REQUEST -> 400;
            case UNAUTHORIZED -> 401;
            case PAYMENT_REQUIRED -> 402;
            case FORBIDDEN, TENANT_MISMATCH -> 403;
            case NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case REQUEST_TIMEOUT -> 408;
            case CONFLICT, KEY_LIMIT_REACHED -> 409;
            case PAYLOAD_TOO_LARGE -> 413;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            case VALIDATION_ERROR -> 422;
            case PROVIDER_KEY_MISSING -> 424;
            // OpenAI's clients raise their AuthenticationError on 401 alone.
            case PROVIDER_AUTHENTICATION_FAILED -> dialect == Dialect.OPENAI ? 401 : 424;
            case RATE_LIMITED -> 429;
            case INTERNAL_ERROR -> 500;
            case PROVIDER_ERROR -> 502;
            case UNAVAILABLE -> 503;
            case PROVIDER_TIMEOUT -> 504;
        };
    }

    /** The code for a status a server library chose by itself. */
    static ErrorCode codeOf(int status) {
        return switch (status) {
            case 401 -> ErrorCode.UNAUTHORIZED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404 -> ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 408 -> ErrorCode.REQUEST_TIMEOUT;
            case 413 -> ErrorCode.PAYLOAD_TOO_LARGE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            case 503 -> ErrorCode.UNAVAILABLE;
            // A transfer coding or an HTTP version that the server does not know is the sender's mistake.
            case 501, 505 -> ErrorCode.BAD_REQUEST;
            default -> status >= 400 && status < 500 ? ErrorCode.BAD_REQUEST : ErrorCode.INTERNAL_ERROR;
        };
    }

    /** What can be said of a code without knowing more. */
    static String message(ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> "there is no such route: see /openapi.yaml";
            case METHOD_NOT_ALLOWED -> "this route does not have this method: see /openapi.yaml";
            case REQUEST_TIMEOUT -> "the request came too slowly: send it at once";
            case PAYLOAD_TOO_LARGE -> "the body is too large: send a smaller one";
            case UNAVAILABLE -> "the server cannot take the request now: try again later";
            case BAD_REQUEST -> "the request cannot be read: send well-formed HTTP with small headers";
            case UNAUTHORIZED,
                    PAYMENT_REQUIRED,
                    FORBIDDEN,
                    TENANT_MISMATCH,
                    CONFLICT,
                    KEY_LIMIT_REACHED,
                    UNSUPPORTED_MEDIA_TYPE,
                    VALIDATION_ERROR,
                    PROVIDER_KEY_MISSING,
                    PROVIDER_AUTHENTICATION_FAILED,
                    RATE_LIMITED,
                    INTERNAL_ERROR,
                    PROVIDER_ERROR,
                    PROVIDER_TIMEOUT -> "the request was refused: " + code;
        };
    }
}
