package dev.atom.core.identity;

import static dev.atom.core.tenant.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class HashAdmissionTest {
    private static final long MIB = 1L << 20;

    @Test
    void permitsFollowCoresAndHeap() {
        assertThat(HashAdmission.permits(8, 256 * MIB)).isEqualTo(1);
        assertThat(HashAdmission.permits(8, 1024 * MIB)).isEqualTo(2);
        assertThat(HashAdmission.permits(8, 64 * 1024 * MIB)).isEqualTo(8);
        assertThat(HashAdmission.permits(1, 1 * MIB)).isEqualTo(1);
    }

    @Test
    void whoeverFindsTheQueueFullIsToldWhenToComeAgain() throws Exception {
        HashAdmission admission = new HashAdmission(1, 0, Duration.ofSeconds(30));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> admission.run(() -> {
            inside.countDown();
            await(leave);
            return 1;
        }));
        inside.await();

        AtomException refused = catchThrowableOfType(AtomException.class, () -> admission.run(() -> 2));
        assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(refused.details()).containsKey("retry_after_seconds");
        leave.countDown();
        assertThat(first.get()).isEqualTo(1);
        assertThat(admission.run(() -> 3)).isEqualTo(3);
    }

    @Test
    void nobodyWaitsLongerThanIsPatient() throws Exception {
        HashAdmission admission = new HashAdmission(1, 10, Duration.ZERO);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> admission.run(() -> {
            inside.countDown();
            await(leave);
            return 1;
        }));
        inside.await();

        assertFails(ErrorCode.UNAVAILABLE, () -> admission.run(() -> 2));
        leave.countDown();
        first.get();
    }

    @Test
    void aFailureGivesItsPlaceBack() {
        HashAdmission admission = new HashAdmission(1, 0, Duration.ZERO);
        Supplier<Integer> failing = () -> {
            throw new IllegalStateException("no memory");
        };
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> admission.run(failing)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(admission.run(() -> 1)).isEqualTo(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
