package dev.atom.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogInStormTest {
    @Test
    void aHundredLogInsAtOnceInASmallHeapAreServedOrToldToComeAgain() throws Exception {
        try (IdentityFixture fixture = new IdentityFixture()) {
            Identity real = fixture.tenancy.tenancy.identity();
            User user = real.users().create(fixture.full, IdentityFixture.wanted("ada"));

            String outcome = LogInStorm.run(
                    fixture.tenancy.database.settings(),
                    fixture.tenant.slug().value(),
                    user.username().value());

            List<Integer> counts =
                    Arrays.stream(outcome.split(" ", -1)).map(Integer::valueOf).toList();
            assertThat(counts.get(2)).as("failed, of: %s", outcome).isZero();
            assertThat(counts.get(0) + counts.get(1)).isEqualTo(LogInStorm.USERS);
            assertThat(counts.get(0)).isPositive();
        }
    }
}
