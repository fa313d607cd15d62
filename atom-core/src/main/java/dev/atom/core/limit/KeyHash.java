package dev.atom.core.limit;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * SipHash-1-3 (Aumasson, Bernstein: "SipHash: a fast short-input PRF", 2012) with a key that is random for each process, so that
 * nobody who chooses ids can choose which ones collide. Allocates nothing.
 */
final class KeyHash {
    /** The one of this process. */
    static final KeyHash PROCESS = random(new SecureRandom());

    private static final int LANE_CHARS = 4;

    private final long key0;
    private final long key1;

    KeyHash(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    private static KeyHash random(SecureRandom random) {
        return new KeyHash(random.nextLong(), random.nextLong());
    }

    /** Of a tenant's thing. The lengths go in too, so that no two different triples are the same input. */
    long of(UUID tenant, String kind, String id) {
        Rounds state = new Rounds(key0, key1);
        state.add(tenant.getMostSignificantBits());
        state.add(tenant.getLeastSignificantBits());
        state.add(kind);
        state.add(id);
        state.add(((long) kind.length() << 32) | id.length());
        return state.end();
    }

    /** Of a policy's kind and name. */
    long of(String kind, String name) {
        Rounds state = new Rounds(key0, key1);
        state.add(kind);
        state.add(name);
        state.add(((long) kind.length() << 32) | name.length());
        return state.end();
    }

    /** The state of one computation; it never leaves the stack once compiled. */
    private static final class Rounds {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        Rounds(long key0, long key1) {
            v0 = key0 ^ 0x736f6d6570736575L;
            v1 = key1 ^ 0x646f72616e646f6dL;
            v2 = key0 ^ 0x6c7967656e657261L;
            v3 = key1 ^ 0x7465646279746573L;
        }

        void add(String text) {
            int whole = text.length() & -LANE_CHARS;
            for (int at = 0; at < whole; at += LANE_CHARS) {
                add(text.charAt(at)
                        | ((long) text.charAt(at + 1) << 16)
                        | ((long) text.charAt(at + 2) << 32)
                        | ((long) text.charAt(at + 3) << 48));
            }
            long left = 0;
            for (int at = whole; at < text.length(); at++) {
                left = (left << 16) | text.charAt(at);
            }
            add(left);
        }

        void add(long lane) {
            v3 ^= lane;
            round();
            v0 ^= lane;
        }

        long end() {
            v2 ^= 0xff;
            round();
            round();
            round();
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void round() {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
