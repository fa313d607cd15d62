package dev.atom.core.db;

import static dev.atom.core.tenant.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.ErrorCode;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageCursorTest {
    @Test
    void isReadBackToTheMicrosecond() {
        PageCursor cursor = new PageCursor(Instant.parse("2026-01-02T03:04:05.678901Z"), UUID.randomUUID());

        assertThat(PageCursor.parse(cursor.text())).isEqualTo(cursor);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "' or 1=1 -- ' or 1=1 -- ' or 1=1",
                "________________________________",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "f_____________AAAAAAAAAAAAAAAAAA"
            })
    void aHostileCursorIsABadRequest(String text) {
        assertFails(ErrorCode.BAD_REQUEST, () -> new PageRequest(10, Optional.of(text)));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 201, Integer.MAX_VALUE})
    void aLimitOutOfRangeIsRefused(int limit) {
        assertFails(ErrorCode.VALIDATION_ERROR, () -> new PageRequest(limit, Optional.empty()));
    }
}
