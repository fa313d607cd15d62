package dev.atom.core.node;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Walks the chains of cycles from their beginnings, or from where what was old was cut off, and computes each digest again. Used
 * once.
 */
final class CycleVerifier {
    private final Map<String, CycleVerdict> verdicts = new LinkedHashMap<>();
    private final Map<String, CycleCut> cuts = new HashMap<>();
    private byte[] previous = CycleRow.BEGINNING;
    private long number;

    List<CycleVerdict> verify(Handle handle) {
        cuts.putAll(CycleStore.cuts(handle));
        CycleStore.all(handle, row -> next(handle, row));
        return List.copyOf(verdicts.values());
    }

    private void next(Handle handle, CycleRow row) {
        CycleVerdict before = verdicts.get(row.provider());
        if (before == null) {
            CycleCut cut = cuts.getOrDefault(row.provider(), CycleCut.NONE);
            previous = cut.digest();
            number = cut.number();
            before = new CycleVerdict(row.provider(), 0, 0, Optional.empty());
        }
        if (before.broken().isPresent()) {
            return;
        }
        Optional<String> broken = broken(handle, row, ++number);
        verdicts.put(
                row.provider(),
                new CycleVerdict(row.provider(), before.cycles() + 1, before.decisions() + row.decisions(), broken));
        previous = row.digest();
    }

    private Optional<String> broken(Handle handle, CycleRow row, long expected) {
        if (row.number() != expected) {
            return Optional.of("row " + expected + " is missing");
        }
        if (!Arrays.equals(row.digest(), row.digestAfter(previous))) {
            return Optional.of("row " + row.number() + " is not as it was written");
        }
        List<String> decisions = CycleStore.decisions(handle, row.cycle());
        if (decisions.size() != row.decisions() || !Arrays.equals(row.decided(), CycleDigest.of(decisions))) {
            return Optional.of("the decisions of row " + row.number() + " are not as they were written");
        }
        return Optional.empty();
    }
}
