package dev.atom.server.demo;

import java.util.ArrayList;
import java.util.List;

/** What a step has to say of itself. */
final class Notes {
    private final List<String> lines = new ArrayList<>();

    void did(String what) {
        lines.add("did      " + what);
    }

    void checked(String what) {
        lines.add("checked  " + what);
    }

    void repeat(Ask ask) {
        lines.add("repeat   " + ask.curl());
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
