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

    /** Characters in a lane, one byte of each. */
    private static final int LANE = 8;

    private static final int LOW = 0;
    private static final int HIGH = 8;

    private final long key0;
    private final long key1;

    KeyHash(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    private static KeyHash random(SecureRandom random) {
        return new KeyHash(random.nextLong(), random.nextLong());
    }

    /** Of a tenant's thing. */
    long of(UUID tenant, String kind, String id) {
        Rounds state = new Rounds(key0, key1);
        state.add(tenant.getMostSignificantBits());
        state.add(tenant.getLeastSignificantBits());
        state.add(kind, id);
        return state.end();
    }

    /** Of a policy's kind and name. */
    long of(String kind, String name) {
        Rounds state = new Rounds(key0, key1);
        state.add(kind, name);
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

        /**
         * Two texts: the low bytes of their characters, the high ones of a text that has any, and last the lengths and which
         * texts those were; so no two different pairs are the same input.
         */
        void add(String first, String second) {
            long highs = addWithHighs(first) << 1 | addWithHighs(second);
            add(highs << 62 | (long) first.length() << 31 | second.length());
        }

        private long addWithHighs(String text) {
            if (add(text, LOW) <= 0xff) {
                return 0;
            }
            add(text, HIGH);
            return 1;
        }

        /** The bits that any character has. */
        private int add(String text, int shift) {
            int bits = 0;
            int whole = text.length() & -LANE;
            for (int at = 0; at < whole; at += LANE) {
                int a = text.charAt(at);
                int b = text.charAt(at + 1);
                int c = text.charAt(at + 2);
                int d = text.charAt(at + 3);
                int e = text.charAt(at + 4);
                int f = text.charAt(at + 5);
                int g = text.charAt(at + 6);
                int h = text.charAt(at + 7);
                bits |= a | b | c | d | e | f | g | h;
                add(pack(a, b, c, d, shift) << 32 | pack(e, f, g, h, shift));
            }
            if (whole < text.length()) {
                long left = 0;
                for (int at = whole; at < text.length(); at++) {
                    bits |= text.charAt(at);
                    left = left << 8 | (text.charAt(at) >>> shift & 0xff);
                }
                add(left);
            }
            return bits;
        }

        private static long pack(int a, int b, int c, int d, int shift) {
            return (a >>> shift & 0xffL) << 24
                    | (b >>> shift & 0xff) << 16
                    | (c >>> shift & 0xff) << 8
                    | (d >>> shift & 0xff);
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
