package dev.atom.core.limit;

import dev.atom.spi.TenantId;
import dev.atom.tck.LimiterAnswer;
import dev.atom.tck.LimiterAsk;
import dev.atom.tck.LimiterHold;
import dev.atom.tck.LimiterRule;
import dev.atom.tck.LimiterSubject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** An engine, as the contract sees it. */
final class EngineSubject implements LimiterSubject {
    private static final TenantId TENANT = new TenantId(new UUID(4, 2));

    private final RateLimiter limiter;
    private final Consumer<Duration> clock;

    EngineSubject(RateLimiter limiter, Consumer<Duration> clock) {
        this.limiter = limiter;
        this.clock = clock;
    }

    static LimitPolicy policy(LimiterRule rule) {
        return switch (rule.kind()) {
            case WINDOW -> SlidingWindow.of(rule.name(), rule.limit(), rule.window());
            case BUCKET -> TokenBucket.of(rule.name(), rule.limit(), rule.window(), rule.burst());
            case PLACES -> Concurrency.of(rule.name(), rule.limit(), rule.window());
        };
    }

    static LimitRequest request(List<LimiterAsk> asks) {
        LimitRequest request = one(asks.get(0));
        for (LimiterAsk each : asks.subList(1, asks.size())) {
            request = each.estimated()
                    ? request.andEstimated(limit(each), each.cost())
                    : request.and(limit(each), each.cost());
        }
        return request;
    }

    private static LimitRequest one(LimiterAsk ask) {
        return ask.estimated()
                ? LimitRequest.ofEstimated(limit(ask), ask.cost())
                : LimitRequest.of(limit(ask), ask.cost());
    }

    private static Limit limit(LimiterAsk ask) {
        return Limit.of(LimitKey.of(TENANT, "test", ask.key()), policy(ask.rule()));
    }

    @Override
    public LimiterAnswer acquire(List<LimiterAsk> asks) {
        return answer(limiter.acquire(request(asks)));
    }

    @Override
    public LimiterAnswer peek(List<LimiterAsk> asks) {
        return answer(limiter.peek(request(asks)));
    }

    @Override
    public void refund(List<LimiterAsk> asks) {
        limiter.refund(request(asks));
    }

    @Override
    public LimiterHold reserve(List<LimiterAsk> asks) {
        Reservation reservation = limiter.reserve(request(asks));
        return new EngineHold(reservation, answer(reservation.decision()));
    }

    @Override
    public void advance(Duration time) {
        clock.accept(time);
    }

    @Override
    public long bound(LimiterRule rule, Duration window) {
        return policy(rule).bound(window);
    }

    @Override
    public void close() {
        limiter.close();
    }

    private static LimiterAnswer answer(Decision decision) {
        List<String> violated = decision instanceof Decision.Denied denied
                ? denied.violated().stream().map(limit -> limit.policy().name()).toList()
                : List.of();
        List<LimiterAnswer.Standing> standings = decision.states().stream()
                .map(state -> new LimiterAnswer.Standing(state.remaining(), state.resetAfter(), state.retryAfter()))
                .toList();
        return new LimiterAnswer(decision instanceof Decision.Allowed, violated, standings);
    }

    private record EngineHold(Reservation reservation, LimiterAnswer answer) implements LimiterHold {
        @Override
        public void settle(long actualCost) {
            reservation.settle(actualCost);
        }

        @Override
        public void cancel() {
            reservation.cancel();
        }

        @Override
        public void close() {
            reservation.close();
        }
    }
}
