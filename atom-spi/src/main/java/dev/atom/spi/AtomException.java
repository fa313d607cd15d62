package dev.atom.spi;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one failure type of the public API. The message says what failed, which thing, and what to do, and never holds a
 * secret, a prompt or a body; it may be shown to the caller unless the code is {@link ErrorCode#INTERNAL_ERROR}.
 */
public class AtomException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Map<String, String> details;

    /** A failure without further details. */
    public AtomException(ErrorCode code, String message) {
        this(code, message, null, Map.of());
    }

    /** A failure with its cause. */
    public AtomException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, cause, Map.of());
    }

    /**
     * A failure with details for the caller.
     *
     * @param details field or fact to message, free of secrets; copied
     */
    public AtomException(ErrorCode code, String message, @Nullable Throwable cause, Map<String, String> details) {
        super(message, cause);
        this.code = code;
        this.details = Map.copyOf(details);
    }

    /** Why it failed. */
    public final ErrorCode code() {
        return code;
    }

    /** The message, never null. */
    @Override
    public final String getMessage() {
        String message = super.getMessage();
        return message == null ? code.name() : message;
    }

    /** Facts such as field to message; empty when there are none. */
    public final Map<String, String> details() {
        return details == null ? Map.of() : details;
    }
}
