package dev.atom.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AtomExceptionTest {
    @Test
    void carriesItsCodeMessageAndDetails() {
        Map<String, String> details = new HashMap<>(Map.of("field", "is wrong"));
        AtomException failure = new AtomException(ErrorCode.VALIDATION_ERROR, "what, which, do", null, details);
        details.clear();
        assertThat(failure.code()).isEqualTo(ErrorCode.VALIDATION_ERROR);
        assertThat(failure).hasMessage("what, which, do");
        assertThat(failure.details()).containsEntry("field", "is wrong");
        assertThatThrownBy(() -> failure.details().put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void namesTheProviderThatRefusedAKey() {
        AuthenticationException refused = new AuthenticationException("openai", "store another key");
        assertThat(refused.provider()).isEqualTo("openai");
        assertThat(refused.code()).isEqualTo(ErrorCode.PROVIDER_AUTHENTICATION_FAILED);
    }

    @Test
    void survivesSerialisationWithoutDetails() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new AtomException(ErrorCode.NOT_FOUND, "gone", null, Map.of("a", "b")));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            AtomException read = (AtomException) in.readObject();
            assertThat(read.code()).isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(read.details()).isEmpty();
        }
    }

    @Test
    void keepsTheCodesOfTheWireContract() {
        assertThat(ErrorCode.values())
                .extracting(ErrorCode::name)
                .contains(
                        "BAD_REQUEST",
                        "UNAUTHORIZED",
                        "PAYMENT_REQUIRED",
                        "FORBIDDEN",
                        "TENANT_MISMATCH",
                        "NOT_FOUND",
                        "METHOD_NOT_ALLOWED",
                        "CONFLICT",
                        "KEY_LIMIT_REACHED",
                        "REQUEST_TIMEOUT",
                        "PAYLOAD_TOO_LARGE",
                        "UNSUPPORTED_MEDIA_TYPE",
                        "VALIDATION_ERROR",
                        "PROVIDER_KEY_MISSING",
                        "PROVIDER_AUTHENTICATION_FAILED",
                        "RATE_LIMITED",
                        "INTERNAL_ERROR",
                        "PROVIDER_ERROR",
                        "UNAVAILABLE",
                        "PROVIDER_TIMEOUT");
    }
}
