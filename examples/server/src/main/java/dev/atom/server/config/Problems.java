package dev.atom.server.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong. Not thread-safe. */
final class Problems {
    private final List<String> found = new ArrayList<>();

    void add(String problem) {
        found.add(problem);
    }

    boolean none() {
        return found.isEmpty();
    }

    String message() {
        String count = found.size() == 1 ? "1 problem" : found.size() + " problems";
        return "the configuration has " + count + ":\n  - " + String.join("\n  - ", found);
    }
}
