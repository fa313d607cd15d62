package dev.atom.cloud.crash;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.NodeTags;
import dev.atom.tck.NodeFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The machine's process table, read here from {@code /proc}. */
final class WatchedProcesses implements WatchedCloud {
    private static final String STEADY = "STEADY";
    private static final String DIES = "DIES_AT_ONCE";
    private static final String LACKS = "PROGRAM_MISSING";
    private static final String STATELESS = "STATE_DIRECTORY_LOST";

    /** What the work of a node may be. */
    private static final Map<String, String> PROGRAMS = Map.of(
            STEADY,
            "exec sleep 3000",
            "LEAVES_ITS_SESSION",
            "setsid sleep 3000 & setsid sleep 3000 & exec sleep 3000",
            "KEEPS_FORKING",
            "while :; do setsid sleep 1 & sleep 0.5; done",
            "STOPS_ITSELF",
            "kill -STOP $$; exec sleep 3000",
            DIES,
            "exit 0");

    private static final int MOST_LOOKS = 1000;
    private static final long PAUSE_NANOS = 200_000;

    private final Path directory;
    private final Set<String> owners = new HashSet<>();
    private String behaviour = STEADY;

    WatchedProcesses(Path directory) throws IOException {
        this.directory = directory;
        for (Map.Entry<String, String> program : PROGRAMS.entrySet()) {
            Path file =
                    Files.writeString(directory.resolve(program.getKey()), "#!/bin/sh\n" + program.getValue() + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Override
    public String type() {
        return "local-process";
    }

    @Override
    public Map<String, String> settings() {
        List<String> images = new ArrayList<>(PROGRAMS.keySet());
        images.add(LACKS);
        Map<String, String> settings = new HashMap<>();
        settings.put("state_directory", directory.resolve("state").toString());
        settings.put("images", String.join(",", images).toLowerCase(Locale.ROOT));
        images.forEach(image -> settings.put(
                "image." + image.toLowerCase(Locale.ROOT),
                directory.resolve(image).toString()));
        return settings;
    }

    @Override
    public List<String> behaviours(boolean whole) {
        return List.of(STEADY, "LEAVES_ITS_SESSION", "KEEPS_FORKING", "STOPS_ITSELF", DIES, LACKS, STATELESS);
    }

    @Override
    public void behave(String present) {
        behaviour = present;
        if (present.equals(STATELESS)) {
            delete(directory.resolve("state"));
        }
    }

    @Override
    public void heal() {
        behaviour = STEADY;
        try {
            Files.createDirectories(
                    directory.resolve("state").resolve("nodes"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public String image() {
        return (behaviour.equals(STATELESS) ? STEADY : behaviour).toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean keeps() {
        return !behaviour.equals(DIES) && !behaviour.equals(LACKS);
    }

    @Override
    public void plant(TenantId tenant, NodeTags tags) {
        ProcessBuilder program = new ProcessBuilder("sleep", "3000");
        program.environment().clear();
        tags.toMap().forEach((key, value) -> program.environment().put(key.toUpperCase(Locale.ROOT), value));
        program.environment().put("ATOM_NODE_ID", tags.claim().toString());
        program.environment().put("ATOM_NODE_NAME", tags.name().toString());
        program.environment()
                .put(
                        "ATOM_NODE_CREATED",
                        Instant.now().minus(Duration.ofHours(1)).toString());
        try {
            program.start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void rest() {
        String ending = directory.resolve(DIES).toString();
        NodeFixture.eventually(
                "what ends at once has ended", () -> commands().noneMatch(line -> line.contains(ending)));
    }

    private static Stream<String> commands() {
        List<String> commands = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            entries.forEach(entry -> commands.add(command(entry)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return commands.stream();
    }

    private static String command(Path entry) {
        try {
            return read(entry, "cmdline");
        } catch (IOException justEnded) {
            return "";
        }
    }

    @Override
    public void exit(String claim) {
        kill("ATOM_CLAIM", Set.of(claim));
    }

    @Override
    public Set<RunningNode> running(Set<String> ofOwners) {
        owners.addAll(ofOwners);
        Set<RunningNode> nodes = new HashSet<>();
        for (Map<String, String> environment : processes().values()) {
            if (ofOwners.contains(environment.getOrDefault("ATOM_OWNER", ""))) {
                nodes.add(new RunningNode(
                        environment.getOrDefault("ATOM_CLAIM", ""), environment.getOrDefault("ATOM_NODE_ID", "")));
            }
        }
        return nodes;
    }

    @Override
    public void close() {
        kill("ATOM_OWNER", owners);
    }

    private static void kill(String variable, Set<String> values) {
        boolean found = true;
        while (found) {
            found = false;
            for (Map.Entry<Long, Map<String, String>> process : processes().entrySet()) {
                if (values.contains(process.getValue().getOrDefault(variable, ""))) {
                    found = true;
                    ProcessHandle.of(process.getKey()).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        }
    }

    /** The environment of each process that has one: neither the dead nor the kernel's own do. */
    private static Map<Long, Map<String, String>> processes() {
        Map<Long, Map<String, String>> processes = new HashMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path entry : entries) {
                Map<String, String> variables = new HashMap<>();
                for (String pair : environment(entry).split("\0", -1)) {
                    String[] parts = pair.split("=", 2);
                    variables.putIfAbsent(parts[0], parts.length > 1 ? parts[1] : "");
                }
                processes.put(Long.valueOf(String.valueOf(entry.getFileName())), variables);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return processes;
    }

    private static String environment(Path entry) {
        try {
            String environment = read(entry, "environ");
            // A process that is replacing its program has none for an instant.
            for (int again = 0; again < MOST_LOOKS && environment.isEmpty() && hasNoneYet(entry); again++) {
                LockSupport.parkNanos(PAUSE_NANOS);
                environment = read(entry, "environ");
            }
            return environment;
        } catch (IOException justEndedOrAnotherUsers) {
            return "";
        }
    }

    /**
     * By {@code proc(5)}: it has memory, field 23, and is not one that was given no environment: where that begins and ends,
     * fields 50 and 51, differ, or its program is not in place yet, so that field 27, where the code ends, is still zero.
     */
    private static boolean hasNoneYet(Path entry) throws IOException {
        String stat = read(entry, "stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return fields.length > 48
                && !fields[20].equals("0")
                && (fields[24].equals("0") || !fields[47].equals(fields[48]));
    }

    private static String read(Path entry, String file) throws IOException {
        return Files.readString(entry.resolve(file), StandardCharsets.ISO_8859_1);
    }

    private static void delete(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
