package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.TenantId;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RedisExactnessTest {
    private static final int PROCESSES = 4;
    private static final int THREADS = 64;
    private static final int TRIES_OF_EACH = 400;

    @Test
    void admitsExactlyTheLimitOfAHundredThousandTriesFromFourProcesses() {
        try (TestRedis redis = TestRedis.start()) {
            TenantId tenant = new TenantId(UUID.randomUUID());
            var processes = IntStream.range(0, PROCESSES)
                    .mapToObj(i -> LimiterProcess.start(redis, tenant, false, THREADS, TRIES_OF_EACH))
                    .toList();
            try {
                processes.forEach(LimiterProcess::awaitReady);
                processes.forEach(LimiterProcess::go);
                assertThat(processes.stream().mapToInt(LimiterProcess::admitted).sum())
                        .as("of %d tries", PROCESSES * THREADS * TRIES_OF_EACH)
                        .isEqualTo(100);
            } finally {
                processes.forEach(LimiterProcess::close);
            }
        }
    }
}
