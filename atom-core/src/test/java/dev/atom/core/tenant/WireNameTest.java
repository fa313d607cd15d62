package dev.atom.core.tenant;

import static dev.atom.core.tenant.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.ErrorCode;
import org.junit.jupiter.api.Test;

class WireNameTest {
    @Test
    void everyNameIsReadBack() {
        for (Plan plan : Plan.values()) {
            assertThat(Plan.parse(plan.wireName())).isEqualTo(plan);
        }
        for (AiMode mode : AiMode.values()) {
            assertThat(AiMode.parse(mode.wireName())).isEqualTo(mode);
        }
        for (TenantStatus status : TenantStatus.values()) {
            assertThat(TenantStatus.parse(status.wireName())).isEqualTo(status);
        }
    }

    @Test
    void aRefusalNamesWhatIsAllowedAndNotWhatWasSent() {
        assertThat(assertFails(ErrorCode.VALIDATION_ERROR, () -> Plan.parse("<gold>")))
                .hasMessage("plan_type must be one of free, solo, team, enterprise");
        assertFails(ErrorCode.VALIDATION_ERROR, () -> AiMode.parse("BYOK"));
        assertFails(ErrorCode.VALIDATION_ERROR, () -> TenantStatus.parse(""));
    }
}
