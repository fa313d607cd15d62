package dev.atom.cloud.local;

import dev.atom.spi.node.DestroyOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends everything that carries a node's id. Processes fork while they are being killed, and a scan may miss one that does, so
 * it goes on to a fixed point: nothing is left when two scans in a row find nothing.
 */
final class NodeKill {
    private static final int EMPTY_SCANS = 2;
    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final ProcessTable table;
    private final String node;
    private final ControlGroups groups;

    NodeKill(ProcessTable table, String node, ControlGroups groups) {
        this.table = table;
        this.node = node;
        this.groups = groups;
    }

    /**
     * Kills until nothing is left, or gives up waiting after so long, two seconds at most: a process in the kernel's hands dies
     * later.
     */
    DestroyOutcome force(Duration patience) throws IOException {
        long most = Math.min(patience.toNanos(), LONGEST.toNanos());
        long start = System.nanoTime();
        int empty = 0;
        while (System.nanoTime() - start < most) {
            List<TaggedProcess> processes = table.scan(node);
            if (processes.isEmpty()) {
                empty++;
                if (empty == EMPTY_SCANS) {
                    return new DestroyOutcome.Gone();
                }
                continue;
            }
            empty = 0;
            groups.kill(node);
            processes.forEach(process -> table.signal(process, true));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE.toMillis()));
        }
        return new DestroyOutcome.Accepted();
    }

    /** Asks every process to end, once. */
    DestroyOutcome ask() throws IOException {
        List<TaggedProcess> processes = table.scan(node);
        processes.forEach(process -> table.signal(process, false));
        return processes.isEmpty() ? force(LONGEST) : new DestroyOutcome.Accepted();
    }
}
