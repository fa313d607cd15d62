package dev.atom.core.vault;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the master keys a program was configured with. */
final class MasterKeySource {
    private static final String CURRENT = "ATOM_MASTER_KEY";
    private static final String PREVIOUS = "ATOM_MASTER_KEY_PREVIOUS";
    private static final String REMEDY = ": make a key with `openssl rand -base64 32`";
    private static final long MOST_FILE_BYTES = 64 * 1024L;
    private static final Set<PosixFilePermission> OWNER =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private MasterKeySource() {}

    /** The key in use and then the former ones; the caller closes them. */
    static Optional<List<Secret>> read(Map<String, String> environment) {
        List<Secret> current = keys(environment, CURRENT);
        List<Secret> previous = keys(environment, PREVIOUS);
        if (current.isEmpty()) {
            previous.forEach(Secret::close);
            if (!previous.isEmpty()) {
                throw invalid(PREVIOUS + " is set and " + CURRENT + " is not: set the key in use too");
            }
            return Optional.empty();
        }
        if (current.size() > 1) {
            current.forEach(Secret::close);
            throw invalid(CURRENT + " holds " + current.size() + " keys: put the former ones in " + PREVIOUS);
        }
        List<Secret> all = new ArrayList<>(current);
        all.addAll(previous);
        return Optional.of(all);
    }

    private static List<Secret> keys(Map<String, String> environment, String name) {
        Optional<String> text = value(environment, name);
        Optional<String> file = value(environment, name + "_FILE");
        if (text.isPresent() && file.isPresent()) {
            throw invalid(name + " and " + name + "_FILE are both set: remove one");
        }
        if (file.isPresent()) {
            return parse(name + "_FILE", readPrivate(name + "_FILE", file.get()));
        }
        return text.map(value -> parse(name, value)).orElse(List.of());
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        Optional<String> value = Optional.ofNullable(environment.get(name));
        if (value.filter(String::isBlank).isPresent()) {
            throw invalid(name + " is set but empty" + REMEDY + ", or unset it");
        }
        return value;
    }

    private static List<Secret> parse(String name, String text) {
        List<Secret> keys = new ArrayList<>();
        for (String part : text.strip().split("[,\\r\\n]+", -1)) {
            byte[] bytes = decode(name, part.strip());
            keys.add(Secret.copyOf(bytes));
            Arrays.fill(bytes, (byte) 0);
        }
        return keys;
    }

    private static byte[] decode(String name, String part) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(part);
        } catch (IllegalArgumentException malformed) {
            // The decoder's own message repeats characters of the key.
            throw invalid(name + " is not base64" + REMEDY);
        }
        if (bytes.length != AesGcm.KEY_BYTES) {
            throw invalid(name + " has " + bytes.length + " bytes where 32 are needed" + REMEDY);
        }
        return bytes;
    }

    private static String readPrivate(String name, String location) {
        try {
            Path file = Path.of(location);
            if (Files.getFileStore(file).supportsFileAttributeView("posix")
                    && !OWNER.containsAll(Files.getPosixFilePermissions(file))) {
                throw invalid(name + " " + file + " can be read or written by others: run `chmod 600 " + file + "`");
            }
            if (Files.size(file) > MOST_FILE_BYTES) {
                throw invalid(name + " " + file + " is too large to be a key" + REMEDY);
            }
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException | InvalidPathException unreadable) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    name + " " + location + " cannot be read: name a text file that holds the key" + REMEDY,
                    unreadable);
        }
    }

    private static AtomException invalid(String message) {
        return new AtomException(ErrorCode.VALIDATION_ERROR, message);
    }
}
