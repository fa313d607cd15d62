package dev.atom.cloud.local;

import java.util.Map;

/**
 * One process that belongs to a node. The pid alone names nothing, since it is used again; with the start it does.
 *
 * @param pid its number
 * @param startTicks when it started, in the kernel's ticks since boot ({@code /proc/PID/stat}, field 22); unlike a date it does
 *     not move when the clock is set
 * @param tags the {@code ATOM_…} part of its environment
 */
record TaggedProcess(long pid, long startTicks, Map<String, String> tags) {
    static final String NODE = "ATOM_NODE_ID";

    TaggedProcess {
        tags = Map.copyOf(tags);
    }

    /** The node it belongs to. */
    String node() {
        return tags.getOrDefault(NODE, "");
    }
}
