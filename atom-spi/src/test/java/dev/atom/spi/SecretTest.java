package dev.atom.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SecretTest {
    private static final String TEXT = "sk-canary-ключ-🔑";

    @Test
    void lendsItsBytes() {
        try (Secret secret = Secret.of(TEXT)) {
            String read = secret.<String>use(bytes -> new String(bytes, StandardCharsets.UTF_8));
            assertThat(read).isEqualTo(TEXT);
            assertThat(secret.length()).isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8).length);
        }
    }

    @Test
    void keepsACopyThatTheCallersWipingDoesNotReach() {
        byte[] bytes = {1, 2, 3};
        try (Secret secret = Secret.copyOf(bytes)) {
            bytes[0] = 9;
            assertThat(secret.use(byte[]::clone)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void overwritesItsBytesWhenClosed() {
        Secret secret = Secret.of(TEXT);
        byte[] inside = secret.use(bytes -> bytes);
        secret.close();
        secret.close();
        assertThat(inside).containsOnly(0);
    }

    @Test
    void cannotBeUsedAfterItWasClosed() {
        Secret secret = Secret.of(TEXT);
        secret.close();
        assertThatThrownBy(() -> secret.use(byte[]::clone))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageNotContaining("canary");
    }

    @Test
    void doesNotPrintItself() {
        try (Secret secret = Secret.of(TEXT)) {
            assertThat(secret.toString()).isEqualTo("Secret[redacted]");
            assertThat(String.valueOf(List.of(secret))).doesNotContain("canary");
        }
    }

    @Test
    void isNotWipedWhileSomebodyReadsIt() throws Exception {
        Secret secret = Secret.of(TEXT);
        CountDownLatch reading = new CountDownLatch(1);
        Thread closer = new Thread(() -> {
            try {
                reading.await();
                secret.close();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        closer.start();
        String read = secret.<String>use(bytes -> {
            reading.countDown();
            while (closer.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait();
            }
            return new String(bytes, StandardCharsets.UTF_8);
        });
        closer.join();
        assertThat(read).isEqualTo(TEXT);
    }

    @Test
    void takesEmptyAndUnpairedText() {
        try (Secret empty = Secret.of("");
                Secret unpaired = Secret.of("a\uD83D")) {
            assertThat(empty.length()).isZero();
            assertThat(unpaired.length()).isPositive();
        }
    }
}
