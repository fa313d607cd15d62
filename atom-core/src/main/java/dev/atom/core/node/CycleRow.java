package dev.atom.core.node;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What one cycle leaves on record.
 *
 * @param provider whose nodes it went over
 * @param number its place in the provider's chain, from 1
 * @param cycle its id, which its decisions carry
 * @param at by the database's clock
 * @param tenant whose nodes alone it went over, if not everybody's
 * @param complete whether the provider answered for all it was asked
 * @param nodes how many were listed
 * @param inventory the digest of the list, in its order
 * @param lost how many claims it gave up
 * @param decisions how many it put on record
 * @param decided the digest of those
 * @param digest of all this and of the row before
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content where it is compared
record CycleRow(
        String provider,
        long number,
        UUID cycle,
        Instant at,
        Optional<UUID> tenant,
        boolean complete,
        int nodes,
        byte[] inventory,
        int lost,
        int decisions,
        byte[] decided,
        byte[] digest) {
    /** The digest of a chain's row before the first. */
    static final byte[] BEGINNING = new byte[32];

    /** The digest this row should have behind that one. */
    byte[] digestAfter(byte[] previous) {
        return new CycleDigest()
                .add(previous)
                .add(provider)
                .add(number)
                .add(cycle.toString())
                .add(at.toString())
                .add(tenant.map(UUID::toString).orElse(""))
                .add(complete ? 1 : 0)
                .add(nodes)
                .add(inventory)
                .add(lost)
                .add(decisions)
                .add(decided)
                .finish();
    }

    /** The same row behind that one. */
    CycleRow after(byte[] previous) {
        return new CycleRow(
                provider,
                number,
                cycle,
                at,
                tenant,
                complete,
                nodes,
                inventory,
                lost,
                decisions,
                decided,
                digestAfter(previous));
    }
}
