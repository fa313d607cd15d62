package dev.atom.core.node;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The SQL of whose turn it is to reconcile. Nothing rests on it but the number of calls: a process that was stopped through the
 * end of its turn goes on beside the next one without harm.
 */
final class TurnStore {
    private static final String TAKE = """
            insert into node_turns as t (provider, holder, held_until, beat_at)
            values (:provider, :holder, clock_timestamp() + :time * interval '1 millisecond', '-infinity')
            on conflict (provider) do update set holder = excluded.holder, held_until = excluded.held_until
            where t.holder = excluded.holder or t.held_until < clock_timestamp()
            returning holder
            """;

    private static final String LAST_BEAT = """
            select greatest(max(beat_at), timestamptz 'epoch') as last from node_turns
            having max(beat_at) < clock_timestamp() - :outage * interval '1 millisecond'
            """;

    private static final String BEAT = """
            insert into node_turns as t (provider, holder, held_until, beat_at)
            values ('', :holder, clock_timestamp(), clock_timestamp())
            on conflict (provider) do update set beat_at = excluded.beat_at
            """;

    private static final String ANSWER = "select 1";

    private TurnStore() {}

    /** Comes back with 1 when the connection works. */
    static int answer(Handle handle) {
        return handle.createQuery(ANSWER).mapTo(Integer.class).one();
    }

    /** Whether it is the holder's turn, for so long. */
    static boolean take(Handle handle, String provider, UUID holder, Duration time) {
        return handle.createQuery(TAKE)
                .bind("provider", provider)
                .bind("holder", holder)
                .bind("time", time.toMillis())
                .mapTo(UUID.class)
                .findOne()
                .isPresent();
    }

    /** When leases were last looked after, if that is longer ago than it should be. */
    static Optional<Instant> missedSince(Handle handle, Duration outage) {
        return handle.createQuery(LAST_BEAT)
                .bind("outage", outage.toMillis())
                .mapTo(Instant.class)
                .findOne();
    }

    /** Leases are being looked after. */
    static void beat(Handle handle, UUID holder) {
        handle.createUpdate(BEAT).bind("holder", holder).execute();
    }
}
