package dev.atom.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {
    private static final String TEXT = "01234567-89ab-4cde-8f01-23456789abcd";

    @Test
    void readsTheCanonicalTextInEitherCase() {
        assertThat(TenantId.parse(TEXT).value()).isEqualTo(UUID.fromString(TEXT));
        assertThat(TenantId.parse("01234567-89AB-4CDE-8F01-23456789ABCD")).isEqualTo(TenantId.parse(TEXT));
        assertThat(WorkspaceId.parse(TEXT)).hasToString(TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1-2-3-4-5",
                "1234567-89ab-4cde-8f01-23456789abcd",
                "01234567-89ab-4cde-8f01-23456789abcd ",
                " 01234567-89ab-4cde-8f01-23456789abcd",
                "{01234567-89ab-4cde-8f01-23456789abcd}",
                "0123456789ab4cde8f0123456789abcd",
                "01234567-89ab-4cde-8f01-23456789abcd0",
                "001234567-89ab-4cde-8f01-23456789abcd",
                "01234567-89ab-4cde-8f01-+3456789abcd",
                "g1234567-89ab-4cde-8f01-23456789abcd",
                "01234567-89ab-4cde-8f01-23456789abcd'; drop table tenants; --"
            })
    void refusesEveryOtherText(String text) {
        assertThatThrownBy(() -> TenantId.parse(text))
                .isInstanceOfSatisfying(AtomException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.BAD_REQUEST))
                .hasMessageContaining("tenant id is not a UUID")
                .hasMessageNotContaining("drop table");
        assertThatThrownBy(() -> WorkspaceId.parse(text)).hasMessageContaining("workspace id is not a UUID");
    }

    @Test
    void isNeverEqualAcrossKinds() {
        Object workspace = WorkspaceId.parse(TEXT);
        assertThat(workspace).isNotEqualTo(TenantId.parse(TEXT));
    }
}
