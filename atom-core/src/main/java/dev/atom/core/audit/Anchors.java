package dev.atom.core.audit;

import dev.atom.spi.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** What the anchor file vouches for. Not thread-safe while it is filled. */
final class Anchors {
    private final Map<TenantId, NavigableMap<Long, String>> places = new HashMap<>();
    private final List<String> doubts = new ArrayList<>();

    /** Of two anchors at one place the first counts: the second may have been taken after a tampering. */
    void add(ChainStore.Place place) {
        places.computeIfAbsent(place.tenant(), tenant -> new TreeMap<>()).putIfAbsent(place.seq(), place.hash());
    }

    void doubt(String problem) {
        doubts.add(problem);
    }

    Set<TenantId> tenants() {
        return Set.copyOf(places.keySet());
    }

    /** The tenant's anchors: place to hash, in order. */
    NavigableMap<Long, String> of(TenantId tenant) {
        return places.getOrDefault(tenant, new TreeMap<>());
    }

    /** What in the file is not to be believed. */
    List<String> doubts() {
        return List.copyOf(doubts);
    }
}
