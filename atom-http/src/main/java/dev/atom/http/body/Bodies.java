package dev.atom.http.body;

import java.util.function.LongSupplier;
import org.eclipse.jetty.server.Request;

/** The bodies of one door, which share a budget. Thread-safe. */
public final class Bodies {
    private static final int SENDERS = 4;

    private final int limit;
    private final BodyBudget budget;
    private final BodyPace pace;
    private final LongSupplier nanoTime;

    private Bodies(int limit, BodyBudget budget, BodyPace pace, LongSupplier nanoTime) {
        this.limit = limit;
        this.budget = budget;
        this.pace = pace;
        this.nanoTime = nanoTime;
    }

    /**
     * Bodies.
     *
     * @param limit bytes of one
     * @param mostHeld bytes of all that are in memory; two of {@code limit} bytes always have room
     */
    static Bodies of(int limit, long mostHeld, BodyPace pace) {
        long most = Math.max(mostHeld, 2L * limit);
        return new Bodies(limit, new BodyBudget(most, Math.max(limit, most / SENDERS)), pace, System::nanoTime);
    }

    /** The body of a request, of which nothing is read yet. */
    public IncomingBody of(Request request) {
        return new IncomingBody(request, this);
    }

    /** Bytes of bodies in memory now. */
    public long held() {
        return budget.held();
    }

    int limit() {
        return limit;
    }

    BodyBudget budget() {
        return budget;
    }

    Intake intake(Request request, BodyTaker taker) {
        return new Intake(request, taker, pace, nanoTime);
    }

    /** Reads what is only to be dropped: for a sender that stops sending nobody waits long. */
    Intake dropping(Request request, BodyTaker taker) {
        return new Intake(request, taker, Dropping.PACE, nanoTime);
    }
}
