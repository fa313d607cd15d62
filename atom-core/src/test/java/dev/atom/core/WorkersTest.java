package dev.atom.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkersTest {
    @Test
    void neverWorksOnTheThreadThatHandsOver() throws Exception {
        ExecutorService workers = Workers.pool();
        CountDownLatch free = new CountDownLatch(1);
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 300; i++) {
            workers.execute(() -> {
                used.add(Thread.currentThread());
                awaitQuietly(free);
            });
        }
        free.countDown();
        workers.shutdown();
        assertThat(workers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(used).isNotEmpty().doesNotContain(Thread.currentThread());
    }

    @Test
    void refusesWorkAfterItsEndInsteadOfDroppingIt() {
        ExecutorService workers = Workers.pool();
        workers.shutdown();
        assertThatThrownBy(() -> workers.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
