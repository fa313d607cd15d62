package dev.atom.http;

import dev.atom.http.access.Access;
import dev.atom.http.access.RequestIds;
import dev.atom.http.audit.AuditHook;
import dev.atom.http.error.ErrorAnswers;
import java.time.Clock;

/** What every front door decides with. */
record Doors(Access access, AuditHook audit, RequestIds ids, ErrorAnswers answers, Clock clock) {
    /** With random ids and the system's clock. */
    static Doors open(Access access, AuditHook audit) {
        Clock clock = Clock.systemUTC();
        return new Doors(access, audit, RequestIds.random(), new ErrorAnswers(clock), clock);
    }
}
