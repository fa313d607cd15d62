package dev.atom.server.demo;

import dev.atom.core.audit.Actor;
import dev.atom.core.identity.ApiKeys;
import dev.atom.core.identity.IssuedKey;
import dev.atom.core.vault.MasterKeyFile;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.node.OwnerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The demo's directory: database, master key, and the platform's key, so that a later demo can go on with the same data. Real
 * installations keep both keys elsewhere.
 */
record DemoHome(Path directory, boolean removedAtTheEnd) implements AutoCloseable {
    private static final String PLATFORM_KEY = "platform.key";

    static DemoHome passing() throws IOException {
        return new DemoHome(Files.createTempDirectory("atom-demo"), true);
    }

    static DemoHome at(Path directory) throws IOException {
        return new DemoHome(Files.createDirectories(directory).toAbsolutePath(), false);
    }

    Path database() {
        return directory.resolve("database");
    }

    Optional<MasterKeyWrapper> masterKey() {
        SecureRandom random = new SecureRandom();
        Path file = directory.resolve("master.key");
        MasterKeyFile.createIfMissing(file, random);
        return MasterKeyWrapper.fromEnvironment(Map.of("ATOM_MASTER_KEY_FILE", file.toString()), random);
    }

    /** Whose the nodes of this demo are: a name made from the directory, so that two demos do not touch each other's. */
    OwnerId owner() {
        return new OwnerId("demo-"
                + UUID.nameUUIDFromBytes(directory.toString().getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .substring(0, 8));
    }

    /** The platform's key. */
    String platformKey() throws IOException {
        return Files.readString(directory.resolve(PLATFORM_KEY)).strip();
    }

    /** Makes the platform's key as {@code ./atom bootstrap} does, unless one is kept here. */
    void makePlatformKey(ApiKeys keys) throws IOException {
        Path file = directory.resolve(PLATFORM_KEY);
        if (Files.exists(file)) {
            return;
        }
        try (IssuedKey issued = keys.bootstrap(Actor.process("atom demo"), "demo")) {
            String text = issued.key().use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
            OwnerOnly.write(file, text);
        } catch (AtomException conflict) {
            if (conflict.code() != ErrorCode.CONFLICT) {
                throw conflict;
            }
            throw new AtomException(
                    ErrorCode.CONFLICT, "the demo has lost its platform key: delete " + directory + " to start afresh");
        }
    }

    /** Removes a temporary directory with everything in it. */
    @Override
    public void close() {
        if (!removedAtTheEnd) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException left) {
            throw new UncheckedIOException("cannot remove " + directory, left);
        }
    }
}
