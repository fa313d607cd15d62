package dev.atom.cloud.fly;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a 404 means "gone". Fly answers 404 also for what a token may not see, so it counts only while the same token
 * demonstrably sees the app, or, when the app is gone, the organisation. What was seen is believed for ten seconds.
 * Thread-safe.
 */
final class FlyTrust {
    private static final Duration BELIEVED = Duration.ofSeconds(10);
    private static final int MOST = 10_000;

    private final FlySettings settings;
    private final Clock clock;
    private final Map<String, Instant> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST;
        }
    };

    FlyTrust(FlySettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** The token has just been shown something of this app. */
    synchronized void saw(String app) {
        seen.put(app, clock.instant());
    }

    /** Whether what is said not to be in this app is certainly not there. */
    boolean sees(String app, FlyCalls calls) throws FlyFailure {
        Instant now = clock.instant();
        if (last(app)
                .filter(then -> !then.isAfter(now) && then.plus(BELIEVED).isAfter(now))
                .isPresent()) {
            return true;
        }
        FlyReply reply = calls.app(app);
        if (reply.succeeded()) {
            boolean ours = settings.owns(reply.body());
            if (ours) {
                saw(app);
            }
            return ours;
        }
        return reply.status() == 404
                && settings.tenant(app).isPresent()
                && calls.orgMachines(Optional.empty(), 1).succeeded();
    }

    private synchronized Optional<Instant> last(String app) {
        return Optional.ofNullable(seen.get(app));
    }
}
