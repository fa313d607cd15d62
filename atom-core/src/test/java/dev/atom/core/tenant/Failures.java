package dev.atom.core.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts which failure an operation ends in. */
public final class Failures {
    private Failures() {}

    /** Asserts that the call fails with the code, and gives the failure. */
    public static AtomException assertFails(ErrorCode code, ThrowingCallable call) {
        AtomException failure = catchThrowableOfType(AtomException.class, call);
        assertThat(failure).as("a failure with " + code).isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        return failure;
    }
}
