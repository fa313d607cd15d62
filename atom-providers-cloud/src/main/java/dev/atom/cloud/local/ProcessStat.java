package dev.atom.cloud.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the kernel says of a process, by {@code /proc/PID/stat} ({@code proc(5)}).
 *
 * @param startTicks field 22, when it started
 * @param hasMemory whether field 23, its size, is above zero: a kernel thread and a process that is ending have none, and
 *     therefore no environment
 * @param isBare whether it has no environment for good: fields 50 and 51, where that begins and ends, are the same place. Not so
 *     while it replaces its program: they are the same place too while the kernel lays the environment out, but field 27, where
 *     the code ends, is zero until that is done ({@code fs/binfmt_elf.c})
 */
record ProcessStat(long startTicks, boolean hasMemory, boolean isBare) {
    /** The fields after the name: the state is the first, the start the twentieth, the size the next. */
    private static final int START = 19;

    private static final int CODE_END = 24;
    private static final int ENVIRONMENT = 47;

    /**
     * Reads that of the process with this directory; empty when it is gone, or only its remains (a zombie).
     *
     * @throws IOException when it is there and cannot be read
     */
    static Optional<ProcessStat> read(Path entry) throws IOException {
        try {
            return parse(Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException failed) {
            if (Files.exists(entry)) {
                throw failed;
            }
            return Optional.empty();
        }
    }

    /** The command's name stands in parentheses and may hold anything, so fields count from the last one that closes. */
    private static Optional<ProcessStat> parse(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length < START + 2 || fields[0].equals("Z") || fields[0].equals("X")) {
            return Optional.empty();
        }
        return Optional.of(
                new ProcessStat(Long.parseLong(fields[START]), !fields[START + 1].equals("0"), isBare(fields)));
    }

    private static boolean isBare(String[] fields) {
        return fields.length < ENVIRONMENT + 2
                || (fields[ENVIRONMENT].equals(fields[ENVIRONMENT + 1]) && !fields[CODE_END].equals("0"));
    }
}
