package dev.atom.http.error;

import dev.atom.core.limit.LimitedException;
import dev.atom.http.json.Json;
import dev.atom.http.limit.RateLimitFields;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns failures into answers: the one error mapper of the HTTP layer. A fault of ATOM's own is logged here, once, under the
 * request id, and shown as nothing but that id. Thread-safe.
 */
public final class ErrorAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
    private static final String UNAUTHORIZED =
            "no valid credential: log in, or send an API key as X-API-Key or as Authorization: Bearer";

    /** The detail of a failure that says when to come again. */
    static final String RETRY_AFTER = "retry_after_seconds";

    private final Clock clock;
    private final RateLimitFields fields;

    /** Answers that carry this clock's time, and how limits stand when they refused. */
    public ErrorAnswers(Clock clock, RateLimitFields fields) {
        this.clock = clock;
        this.fields = fields;
    }

    /**
     * The answer for a failure; whatever is not an {@link AtomException} is an INTERNAL_ERROR. Every UNAUTHORIZED reads the
     * same, so that an answer tells nothing about the credential.
     */
    public ErrorAnswer of(Throwable failure, Dialect dialect, String requestId) {
        Throwable cause = unwrap(failure);
        if (cause instanceof AtomException known && known.code() != ErrorCode.INTERNAL_ERROR) {
            ErrorAnswer answer = of(known.code(), known.getMessage(), details(known), dialect, requestId);
            return known instanceof LimitedException limited ? answer.with(fields.of(limited)) : answer;
        }
        LOG.atError().addKeyValue("request_id", requestId).setCause(cause).log("a request failed inside ATOM");
        return of(ErrorCode.INTERNAL_ERROR, "", Map.of(), dialect, requestId);
    }

    /** The answer for a status the server library chose by itself, such as 400 for a request it could not read. */
    public ErrorAnswer ofStatus(int status, Dialect dialect, String requestId) {
        ErrorCode code = ErrorStatus.codeOf(status);
        return of(code, ErrorStatus.message(code), Map.of(), dialect, requestId);
    }

    private ErrorAnswer of(ErrorCode code, String message, Map<String, ?> details, Dialect dialect, String requestId) {
        String shown = shown(code, message, requestId);
        Object body =
                switch (dialect) {
                    case ATOM -> new AtomError(shown, code, clock.instant(), requestId, details);
                    case OPENAI -> OpenAiError.of(code, shown, details);
                };
        return new ErrorAnswer(code, ErrorStatus.of(code, dialect), headers(code, details), Json.write(body));
    }

    private static String shown(ErrorCode code, String message, String requestId) {
        if (code == ErrorCode.UNAUTHORIZED) {
            return UNAUTHORIZED;
        }
        return code == ErrorCode.INTERNAL_ERROR ? "internal error: report request " + requestId : message;
    }

    private static Map<String, String> headers(ErrorCode code, Map<String, ?> details) {
        if (code == ErrorCode.UNAUTHORIZED) {
            // RFC 9110 section 11.6.1: a 401 names a scheme.
            return Map.of("WWW-Authenticate", "Bearer");
        }
        Object seconds = details.get(RETRY_AFTER);
        return seconds == null ? Map.of() : Map.of("Retry-After", seconds.toString());
    }

    /** Texts, but for the names of violated policies, which are a list. */
    private static Map<String, ?> details(AtomException failure) {
        return failure instanceof LimitedException limited
                ? Map.of(LimitedException.VIOLATED, limited.violated())
                : failure.details();
    }

    private static Throwable unwrap(Throwable failure) {
        boolean wrapper = failure instanceof CompletionException || failure instanceof ExecutionException;
        Throwable cause = failure.getCause();
        return wrapper && cause != null ? unwrap(cause) : failure;
    }
}
