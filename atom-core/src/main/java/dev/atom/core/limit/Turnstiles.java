package dev.atom.core.limit;

import java.util.stream.Stream;

/** Lets one thread at a time give a place to a key; only keys that have no place pass here. */
final class Turnstiles {
    private static final int COUNT = 128;

    private final Object[] locks = Stream.generate(Object::new).limit(COUNT).toArray();

    /** The monitor of a hash. The low bits, because the high ones say where the key lies. */
    Object of(long hash) {
        return locks[(int) hash & (COUNT - 1)];
    }
}
