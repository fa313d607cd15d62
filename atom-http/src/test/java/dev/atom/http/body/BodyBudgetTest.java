package dev.atom.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
    private final BodyBudget budget = new BodyBudget(100, 40);

    @Test
    void oneSenderDoesNotGetWhatIsTheOthers() {
        BodyBudget.Share first = budget.shareOf("a");
        BodyBudget.Share second = budget.shareOf("a");
        assertThat(first.take(30)).isEmpty();
        assertThat(code(second.take(11))).contains(ErrorCode.RATE_LIMITED);
        assertThat(second.take(10)).isEmpty();
        assertThat(budget.shareOf("b").take(40)).isEmpty();
        assertThat(budget.held()).isEqualTo(80);
    }

    @Test
    void allOfThemTogetherDoNotGetMoreThanThereIs() {
        assertThat(budget.shareOf("a").take(40)).isEmpty();
        assertThat(budget.shareOf("b").take(40)).isEmpty();
        assertThat(code(budget.shareOf("c").look(21))).contains(ErrorCode.UNAVAILABLE);
        assertThat(code(budget.shareOf("c").take(21))).contains(ErrorCode.UNAVAILABLE);
        assertThat(budget.shareOf("c").take(20)).isEmpty();
    }

    @Test
    void whatIsGivenBackIsThereAgainOnce() {
        BodyBudget.Share share = budget.shareOf("a");
        assertThat(share.take(40)).isEmpty();
        share.release();
        share.release();
        assertThat(budget.held()).isZero();
        assertThat(share.take(1)).as("after the end of its request").isPresent();
        assertThat(budget.shareOf("a").take(40)).isEmpty();
        assertThat(budget.held()).isEqualTo(40);
    }

    @Test
    void aRefusalSaysWhenToComeAgain() {
        assertThat(budget.shareOf("a").look(41).orElseThrow().details()).containsEntry("retry_after_seconds", "1");
        assertThat(budget.shareOf("a").look(101).orElseThrow().details()).containsKey("retry_after_seconds");
    }

    @Test
    void isNeverOverspentByManyAtOnceAndEmptyAfterThem() throws Exception {
        AtomicLong held = new AtomicLong();
        AtomicLong most = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String sender = "sender " + i % 4;
                work.add(() -> {
                    for (int round = 0; round < 5_000; round++) {
                        BodyBudget.Share share = budget.shareOf(sender);
                        if (share.take(7 + round % 30).isEmpty()) {
                            most.accumulateAndGet(held.addAndGet(7 + round % 30), Math::max);
                            held.addAndGet(-7 - round % 30);
                        }
                        share.release();
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(most.get()).isBetween(7L, 100L);
        assertThat(budget.held()).isZero();
        for (int i = 0; i < 4; i++) {
            assertThat(budget.shareOf("sender " + i).look(40)).isEmpty();
        }
    }

    private static Optional<ErrorCode> code(Optional<AtomException> refusal) {
        return refusal.map(AtomException::code);
    }
}
