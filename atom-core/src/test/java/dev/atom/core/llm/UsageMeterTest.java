package dev.atom.core.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.atom.core.db.PageRequest;
import dev.atom.core.db.TestDatabase;
import dev.atom.spi.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UsageMeterTest {
    @Test
    void doesNotFailOneTenantForTheRowsOfAnother() {
        try (TestDatabase database = TestDatabase.fresh();
                UsageMeter meter = new UsageMeter(database.database().system())) {
            meter.add(row(new TenantId(UUID.randomUUID())));
            meter.add(row(TenantId.PLATFORM));

            assertThatCode(meter::flush).doesNotThrowAnyException();

            List<UsageRecord> written = database.database().tenants().in(TenantId.PLATFORM, handle -> new UsageStore()
                    .list(handle, TenantId.PLATFORM, PageRequest.first()));
            assertThat(written).hasSize(1);
        }
    }

    static UsageRecord row(TenantId tenant) {
        return new UsageRecord(
                tenant,
                UUID.randomUUID(),
                Instant.EPOCH,
                Optional.empty(),
                "test",
                "raw",
                "m1",
                "tenant",
                1,
                false,
                "ok",
                1,
                1,
                false,
                1);
    }
}
