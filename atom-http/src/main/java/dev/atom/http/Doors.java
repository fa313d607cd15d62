package dev.atom.http;

import dev.atom.core.Atom;
import dev.atom.http.access.Access;
import dev.atom.http.access.RequestIds;
import dev.atom.http.audit.AuditHook;
import dev.atom.http.error.ErrorAnswers;
import dev.atom.http.limit.LimitHook;
import dev.atom.http.limit.RateLimitFields;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;

/** What every front door decides with. */
record Doors(Access access, LimitHook limits, AuditHook audit, RequestIds ids, ErrorAnswers answers, Clock clock) {
    /** With random ids and the system's clock, over the services of {@code atom}. */
    static Doors open(Atom atom, Access access, AuditHook audit, HttpSettings settings) {
        Clock clock = Clock.systemUTC();
        RateLimitFields fields = new RateLimitFields(
                settings.limitFields(), () -> ThreadLocalRandom.current().nextLong(1000));
        LimitHook limits = new LimitHook(atom.quotas(), atom.abuseGuard(), fields);
        return new Doors(access, limits, audit, RequestIds.random(), new ErrorAnswers(clock, fields), clock);
    }
}
