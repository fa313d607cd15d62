package dev.atom.cloud.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One control group for each node under a delegated cgroup v2 directory ({@code cgroups(7)}), called {@code NAME.NODE}. A
 * process cannot leave its group as it can shed its environment, and the kernel ends a group in one stroke. Without a
 * directory there are no groups. Thread-safe.
 */
final class ControlGroups {
    private final Optional<Path> root;

    ControlGroups(Optional<Path> root) {
        this.root = root;
    }

    /** Makes a node's group; empty text when groups are not used. */
    String make(String name, String node) throws IOException {
        if (root.isEmpty()) {
            return "";
        }
        return Files.createDirectories(root.get().resolve(name + "." + node)).toString();
    }

    /** The numbers of the processes in all groups, with the tags that the group's name stands for. */
    Map<Long, Map<String, String>> members() throws IOException {
        Map<Long, Map<String, String>> members = new HashMap<>();
        for (Path group : groups()) {
            String[] parts = String.valueOf(group.getFileName()).split("\\.", 2);
            for (String pid : processes(group)) {
                members.put(Long.valueOf(pid), Map.of(NodeLauncher.NAME, parts[0], TaggedProcess.NODE, parts[1]));
            }
        }
        return members;
    }

    /** Ends all processes of a node's group in one stroke (Linux 5.14); nothing where that cannot be done. */
    void kill(String node) throws IOException {
        for (Path group : groups()) {
            Path kill = group.resolve("cgroup.kill");
            if (group.toString().endsWith("." + node) && Files.exists(kill)) {
                Files.writeString(kill, "1");
            }
        }
    }

    /** Removes the groups of all nodes but these; the kernel keeps one that has processes. */
    void prune(Set<String> alive) throws IOException {
        for (Path group : groups()) {
            if (!alive.contains(String.valueOf(group.getFileName()).split("\\.", 2)[1])
                    && processes(group).isEmpty()) {
                Files.deleteIfExists(group);
            }
        }
    }

    private List<Path> groups() throws IOException {
        List<Path> groups = new ArrayList<>();
        if (root.isPresent() && Files.isDirectory(root.get())) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                    root.get(),
                    entry -> Files.isDirectory(entry)
                            && String.valueOf(entry.getFileName()).matches("[^.]+\\.[0-9a-f-]{36}"))) {
                entries.forEach(groups::add);
            }
        }
        return groups;
    }

    private static List<String> processes(Path group) throws IOException {
        try {
            return Files.readAllLines(group.resolve("cgroup.procs")).stream()
                    .filter(line -> line.matches("[1-9][0-9]*"))
                    .toList();
        } catch (NoSuchFileException empty) {
            return List.of();
        }
    }
}
