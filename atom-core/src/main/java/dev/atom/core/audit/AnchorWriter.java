package dev.atom.core.audit;

import dev.atom.core.db.SystemDb;
import dev.atom.spi.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Anchors the ends of all chains that have grown since the last time. Thread-safe. */
final class AnchorWriter {
    private final SystemDb system;
    private final AnchorFile file;
    private final Clock clock;
    private final Map<TenantId, Long> anchored = new HashMap<>();

    AnchorWriter(SystemDb system, AnchorFile file, Clock clock) {
        this.system = system;
        this.file = file;
        this.clock = clock;
    }

    /** Writes one block; returns how many chains are in it. What was read is committed, so an anchor never runs ahead. */
    synchronized int write() {
        List<ChainStore.Place> grown = system.in(ChainStore::heads).stream()
                .filter(head -> anchored.getOrDefault(head.tenant(), 0L) != head.seq())
                .toList();
        try {
            file.append(clock.instant().truncatedTo(ChronoUnit.MICROS), grown);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot append to the anchor file " + file.path(), failed);
        }
        grown.forEach(head -> anchored.put(head.tenant(), head.seq()));
        return grown.size();
    }
}
