package dev.atom.core.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyWrapperTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] BOUND = "ATOMDEK1 somewhere".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    @Test
    void unwrapsOnlyWithTheSameKeyAndTheSameAssociatedData() {
        MasterKeyWrapper wrapper = MasterKeyWrapper.of(key(1), List.of(), RANDOM);
        byte[] wrapped = wrapper.wrap(Secret.of("a data key"), BOUND);

        assertThat(wrapper.unwrap(wrapper.currentKeyId(), wrapped, BOUND).<String>use(MasterKeyWrapperTest::text))
                .isEqualTo("a data key");
        for (int bit = 0; bit < 8 * wrapped.length; bit++) {
            byte[] flipped = wrapped.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            refuses(wrapper, wrapper.currentKeyId(), flipped, BOUND);
        }
        refuses(wrapper, wrapper.currentKeyId(), Arrays.copyOf(wrapped, wrapped.length - 1), BOUND);
        refuses(wrapper, wrapper.currentKeyId(), new byte[5], BOUND);
        refuses(wrapper, wrapper.currentKeyId(), wrapped, new byte[0]);
    }

    @Test
    void namesAKeyByAHashOfIt() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update("atom-kek".getBytes(StandardCharsets.US_ASCII));
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 1);
        assertThat(MasterKeyWrapper.of(key(1), List.of(), RANDOM).currentKeyId())
                .isEqualTo(HexFormat.of().formatHex(digest.digest(key)).substring(0, 16));
    }

    @Test
    void stillUnwrapsUnderAFormerKeyAndWrapsUnderTheCurrentOne() {
        MasterKeyWrapper before = MasterKeyWrapper.of(key(1), List.of(), RANDOM);
        byte[] wrapped = before.wrap(Secret.of("a data key"), BOUND);
        MasterKeyWrapper after = MasterKeyWrapper.of(key(2), List.of(key(1)), RANDOM);

        assertThat(after.keyIds()).containsExactly(after.currentKeyId(), before.currentKeyId());
        assertThat(after.currentKeyId()).isNotEqualTo(before.currentKeyId());
        assertThat(after.unwrap(before.currentKeyId(), wrapped, BOUND).length()).isEqualTo(10);
        refuses(after, after.currentKeyId(), wrapped, BOUND);
    }

    @Test
    void saysWhichKeyIsNeededWhenItIsNotThere() {
        MasterKeyWrapper wrapper = MasterKeyWrapper.of(key(1), List.of(), RANDOM);
        assertThatThrownBy(() -> wrapper.unwrap("0123456789abcdef", new byte[60], BOUND))
                .hasMessageContaining("0123456789abcdef")
                .hasMessageContaining(wrapper.currentKeyId());
    }

    @Test
    void readsTheKeysFromTheGivenEnvironment() throws IOException {
        Path file = privateFile(base64(3) + "\n" + base64(4) + "\n");
        MasterKeyWrapper wrapper = MasterKeyWrapper.fromEnvironment(
                        Map.of("ATOM_MASTER_KEY", base64(1), "ATOM_MASTER_KEY_PREVIOUS_FILE", file.toString()), RANDOM)
                .orElseThrow();
        assertThat(wrapper.keyIds()).containsExactly(id(1), id(3), id(4));
        assertThat(MasterKeyWrapper.fromEnvironment(
                                Map.of(
                                        "ATOM_MASTER_KEY_FILE",
                                        privateFile(base64(5)).toString(),
                                        "ATOM_MASTER_KEY_PREVIOUS",
                                        base64(6) + ", " + base64(7)),
                                RANDOM)
                        .orElseThrow()
                        .keyIds())
                .containsExactly(id(5), id(6), id(7));
        assertThat(MasterKeyWrapper.fromEnvironment(Map.of("PATH", "/bin"), RANDOM))
                .isEmpty();
    }

    @Test
    void saysHowToMakeAKeyAndRepeatsNothingOfABadOne() {
        for (String bad :
                List.of("hunter2-hunter2!", "c2hvcnQ=", "", "  ", base64(1) + "x", base64(1) + "," + base64(2))) {
            assertThatThrownBy(() -> MasterKeyWrapper.fromEnvironment(Map.of("ATOM_MASTER_KEY", bad), RANDOM))
                    .isInstanceOfSatisfying(AtomException.class, failure -> {
                        assertThat(failure.code()).isEqualTo(ErrorCode.VALIDATION_ERROR);
                        assertThat(failure)
                                .hasMessageContaining("ATOM_MASTER_KEY")
                                .hasNoCause();
                        if (!bad.isBlank()) {
                            assertThat(failure.getMessage()).doesNotContain(bad.substring(0, 6));
                        }
                    });
        }
        assertThatThrownBy(() -> MasterKeyWrapper.fromEnvironment(Map.of("ATOM_MASTER_KEY", "c2hvcnQ="), RANDOM))
                .hasMessageContaining("openssl rand -base64 32");
        assertThatThrownBy(
                        () -> MasterKeyWrapper.fromEnvironment(Map.of("ATOM_MASTER_KEY_PREVIOUS", base64(1)), RANDOM))
                .hasMessageContaining("ATOM_MASTER_KEY is not");
        assertThatThrownBy(() -> MasterKeyWrapper.fromEnvironment(
                        Map.of("ATOM_MASTER_KEY", base64(1), "ATOM_MASTER_KEY_FILE", "/nowhere"), RANDOM))
                .hasMessageContaining("both set");
        assertThatThrownBy(() -> MasterKeyWrapper.fromEnvironment(
                        Map.of(
                                "ATOM_MASTER_KEY_FILE",
                                directory.resolve("absent").toString()),
                        RANDOM))
                .hasMessageContaining("absent cannot be read");
    }

    @Test
    void refusesAKeyFileThatOthersMayRead() throws IOException {
        Path file = privateFile(base64(1));
        for (String open : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));
            assertThatThrownBy(() ->
                            MasterKeyWrapper.fromEnvironment(Map.of("ATOM_MASTER_KEY_FILE", file.toString()), RANDOM))
                    .hasMessageContaining("chmod 600");
        }
    }

    @Test
    void createsAKeyFileOnceAndForItsOwnerOnly() throws Exception {
        Path file = directory.resolve("master.key");
        AtomicInteger created = new AtomicInteger();
        List<Thread> racing = java.util.stream.IntStream.range(0, 8)
                .mapToObj(each ->
                        new Thread(() -> created.addAndGet(MasterKeyFile.createIfMissing(file, RANDOM) ? 1 : 0)))
                .toList();
        racing.forEach(Thread::start);
        for (Thread thread : racing) {
            thread.join();
        }

        assertThat(created).hasValue(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(directory).isDirectoryContaining(path -> path.equals(file));
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
        assertThat(MasterKeyWrapper.fromEnvironment(Map.of("ATOM_MASTER_KEY_FILE", file.toString()), RANDOM))
                .isPresent();
    }

    private static void refuses(MasterKeyWrapper wrapper, String keyId, byte[] wrapped, byte[] bound) {
        assertThatThrownBy(() -> wrapper.unwrap(keyId, wrapped, bound))
                .isInstanceOfSatisfying(AtomException.class, failure -> assertThat(failure.code())
                        .isEqualTo(ErrorCode.INTERNAL_ERROR));
    }

    private Path privateFile(String text) throws IOException {
        Path file = Files.createTempFile(directory, "key", ".txt");
        Files.writeString(file, text);
        return file;
    }

    private static String id(int fill) {
        return MasterKeyWrapper.of(key(fill), List.of(), RANDOM).currentKeyId();
    }

    private static Secret key(int fill) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) fill);
        return Secret.copyOf(bytes);
    }

    private static String base64(int fill) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) fill);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
