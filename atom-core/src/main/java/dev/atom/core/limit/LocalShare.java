package dev.atom.core.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Decides from the mirrors, while Redis cannot be asked. Thread-safe; one decision at a time. */
final class LocalShare {
    /** Redis is looked at more often, so whoever waits so long has a good chance. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final ServerTime time;
    private final IntSupplier instances;

    LocalShare(ServerTime time, IntSupplier instances) {
        this.time = time;
        this.instances = instances;
    }

    /** Takes, or only says what taking would do. */
    synchronized LocalTaking decide(LimitRequest request, RedisRequest asked, boolean taking) {
        List<Limit> closed = asked.parts().stream()
                .map(LimitRequest.Part::limit)
                .filter(limit -> limit.whenUnavailable() == WhenUnavailable.CLOSED)
                .toList();
        if (!closed.isEmpty()) {
            return new LocalTaking(closed(request, asked, closed), List.of());
        }
        return share(request, asked, taking);
    }

    private static FetchedDenied closed(LimitRequest request, RedisRequest asked, List<Limit> closed) {
        List<LimitState> states = asked.parts().stream()
                .map(part -> new LimitState(part.limit(), 0, Duration.ZERO, ASK_AGAIN))
                .toList();
        return new FetchedDenied(request, states, closed, Decision.Reason.UNAVAILABLE, Optional.of(ASK_AGAIN));
    }

    private LocalTaking share(LimitRequest request, RedisRequest asked, boolean taking) {
        List<Mirror> mirrors = new ArrayList<>();
        for (int i = 0; i < asked.parts().size(); i++) {
            Mirror mirror = asked.mirror(i);
            if (mirror != null) {
                mirrors.add(mirror);
            }
        }
        if (mirrors.size() < asked.parts().size()) {
            return new LocalTaking(full(request, asked), List.of());
        }
        return share(request, asked, taking, mirrors);
    }

    private LocalTaking share(LimitRequest request, RedisRequest asked, boolean taking, List<Mirror> mirrors) {
        long now = time.micros();
        int sharing = instances.getAsInt();
        List<Limit> violated = new ArrayList<>();
        for (int i = 0; i < mirrors.size(); i++) {
            LimitRequest.Part part = asked.parts().get(i);
            if (!mirrors.get(i).admits(part.limit().policy(), part.cost(), sharing, now)) {
                violated.add(part.limit());
            }
        }
        List<Long> where = new ArrayList<>();
        for (int i = 0; taking && violated.isEmpty() && i < mirrors.size(); i++) {
            LimitRequest.Part part = asked.parts().get(i);
            where.add(mirrors.get(i).take(part.limit().policy(), part.cost(), sharing, now));
        }
        List<LimitState> states = new ArrayList<>();
        for (int i = 0; i < mirrors.size(); i++) {
            LimitRequest.Part part = asked.parts().get(i);
            states.add(mirrors.get(i).state(part.limit(), part.cost(), sharing, now));
        }
        Decision decision =
                violated.isEmpty() ? new FetchedAllowed(request, states) : FetchedDenied.of(request, states, violated);
        return new LocalTaking(decision, where);
    }

    private static FetchedDenied full(LimitRequest request, RedisRequest asked) {
        List<Limit> all = asked.parts().stream().map(LimitRequest.Part::limit).toList();
        List<LimitState> states = all.stream()
                .map(limit -> new LimitState(limit, 0, Duration.ZERO, ASK_AGAIN))
                .toList();
        return new FetchedDenied(request, states, all, Decision.Reason.FULL, Optional.of(ASK_AGAIN));
    }
}
