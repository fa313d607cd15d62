package dev.atom.tck.fly;

import java.util.EnumMap;
import java.util.Map;

/** The faults that are on: some until healed, some for the next call that meets them. */
final class FlyFaults {
    private static final int ALWAYS = -1;
    private final Map<FlyFault, Integer> active = new EnumMap<>(FlyFault.class);

    synchronized void always(FlyFault fault) {
        active.put(fault, ALWAYS);
    }

    synchronized void once(FlyFault fault) {
        active.merge(fault, 1, (before, one) -> before == ALWAYS ? ALWAYS : before + one);
    }

    synchronized void clear() {
        active.clear();
    }

    /** Whether the fault strikes this call; uses up one that was meant for one call. */
    synchronized boolean strikes(FlyFault fault) {
        int left = active.getOrDefault(fault, 0);
        if (left > 0) {
            if (left == 1) {
                active.remove(fault);
            } else {
                active.put(fault, left - 1);
            }
        }
        return left != 0;
    }
}
