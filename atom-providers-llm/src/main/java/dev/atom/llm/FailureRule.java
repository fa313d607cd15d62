package dev.atom.llm;

import dev.atom.spi.llm.ProviderFailure.Kind;
import java.util.Locale;

/**
 * One row of a {@link FailureTable}.
 *
 * @param field what is looked at
 * @param status the only status it holds for; 0 for any
 * @param value what must be found there
 * @param kind what that means
 */
record FailureRule(Field field, int status, String value, Kind kind) {
    /** The places where providers say what went wrong. */
    enum Field {
        /** The vendor's own number: {@code base_resp.status_code}, or in parentheses at the end of the message. */
        OWN,
        /** {@code error.details[].reason}. */
        REASON,
        /** {@code error.code} or {@code error.type}. */
        LABEL,
        /** A part of the message, in lower case. Only together with a status, as messages may quote the caller. */
        TEXT,
        /** Nothing but the status. */
        STATUS
    }

    static FailureRule own(String code, Kind kind) {
        return new FailureRule(Field.OWN, 0, code, kind);
    }

    static FailureRule reason(String reason, Kind kind) {
        return new FailureRule(Field.REASON, 0, reason, kind);
    }

    static FailureRule label(String codeOrType, Kind kind) {
        return new FailureRule(Field.LABEL, 0, codeOrType, kind);
    }

    static FailureRule text(int status, String lowerCase, Kind kind) {
        return new FailureRule(Field.TEXT, status, lowerCase, kind);
    }

    static FailureRule status(int status, Kind kind) {
        return new FailureRule(Field.STATUS, status, "", kind);
    }

    boolean matches(int actual, ErrorBody body) {
        if (status != 0 && status != actual) {
            return false;
        }
        return switch (field) {
            case OWN -> body.own().equals(value) || body.message().endsWith("(" + value + ")");
            case REASON -> body.reason().equals(value);
            case LABEL -> body.code().equals(value) || body.type().equals(value);
            case TEXT -> body.message().toLowerCase(Locale.ROOT).contains(value);
            case STATUS -> true;
        };
    }
}
