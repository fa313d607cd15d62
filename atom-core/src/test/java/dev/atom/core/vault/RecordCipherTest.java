package dev.atom.core.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.subtle.AesGcmJce;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RecordCipherTest {
    private static final TenantId TENANT = TenantId.parse("11111111-2222-4333-8444-555555555555");
    private static final RecordContext HOME =
            new RecordContext(TENANT, new KeyName("openai"), Optional.of("openai"), 3, 7);

    private final RecordCipher cipher = new RecordCipher(new SecureRandom());
    private final byte[] dataKey = random(32, new Random(1));

    @Test
    void opensWhatItSealedForEverySize() {
        Random random = new Random(2);
        for (int size = 1; size <= 8192; size = size < 70 ? size + 1 : size * 2 - 3) {
            byte[] value = random(size, random);
            assertThat(opened(HOME, cipher.seal(dataKey, HOME, value))).contains(ByteBuffer.wrap(value));
        }
    }

    @Test
    void sealsTheSameValueDifferentlyEachTime() {
        byte[] value = "sk-one".getBytes(StandardCharsets.US_ASCII);
        SealedValue one = cipher.seal(dataKey, HOME, value);
        SealedValue other = cipher.seal(dataKey, HOME, value);
        assertThat(one.salt()).isNotEqualTo(other.salt());
        assertThat(one.nonce()).isNotEqualTo(other.nonce());
        assertThat(one.ciphertext()).isNotEqualTo(other.ciphertext());
        assertThat(one.commitment()).isNotEqualTo(other.commitment());
    }

    @Test
    void refusesEveryFlippedBitOfEveryField() {
        SealedValue good = cipher.seal(dataKey, HOME, "sk-0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
        everyBit(good.salt(), salt -> with(good, salt, good.commitment(), good.nonce(), good.ciphertext()));
        everyBit(good.commitment(), commitment -> with(good, good.salt(), commitment, good.nonce(), good.ciphertext()));
        everyBit(good.nonce(), nonce -> with(good, good.salt(), good.commitment(), nonce, good.ciphertext()));
        everyBit(good.ciphertext(), text -> with(good, good.salt(), good.commitment(), good.nonce(), text));
        for (int algorithm : new int[] {0, 2, 3, 255, -1}) {
            assertThat(opened(
                            HOME,
                            new SealedValue(
                                    algorithm, good.salt(), good.commitment(), good.nonce(), good.ciphertext())))
                    .isEmpty();
        }
    }

    @Test
    void refusesTruncatedAndExtendedFields() {
        SealedValue good = cipher.seal(dataKey, HOME, "sk-0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
        List<UnaryOperator<byte[]>> cuts = List.of(
                bytes -> Arrays.copyOf(bytes, bytes.length - 1),
                bytes -> Arrays.copyOf(bytes, bytes.length + 1),
                bytes -> Arrays.copyOfRange(bytes, 1, bytes.length),
                bytes -> new byte[0]);
        for (UnaryOperator<byte[]> cut : cuts) {
            assertThat(opened(
                            HOME,
                            with(good, cut.apply(good.salt()), good.commitment(), good.nonce(), good.ciphertext())))
                    .isEmpty();
            assertThat(opened(
                            HOME,
                            with(good, good.salt(), cut.apply(good.commitment()), good.nonce(), good.ciphertext())))
                    .isEmpty();
            assertThat(opened(
                            HOME,
                            with(good, good.salt(), good.commitment(), cut.apply(good.nonce()), good.ciphertext())))
                    .isEmpty();
            assertThat(opened(
                            HOME,
                            with(good, good.salt(), good.commitment(), good.nonce(), cut.apply(good.ciphertext()))))
                    .isEmpty();
        }
    }

    @Test
    void opensInNoOtherPlace() {
        SealedValue good = cipher.seal(dataKey, HOME, "sk-0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
        TenantId other = new TenantId(new UUID(TENANT.value().getMostSignificantBits() ^ 1, 0));
        KeyName name = HOME.name();
        for (RecordContext elsewhere : List.of(
                new RecordContext(other, name, HOME.provider(), 3, 7),
                new RecordContext(TENANT, new KeyName("openaj"), HOME.provider(), 3, 7),
                new RecordContext(TENANT, name, Optional.of("deepseek"), 3, 7),
                new RecordContext(TENANT, name, Optional.empty(), 3, 7),
                new RecordContext(TENANT, name, HOME.provider(), 4, 7),
                new RecordContext(TENANT, name, HOME.provider(), 3, 8),
                new RecordContext(TENANT, name, HOME.provider(), 7, 3),
                new RecordContext(TENANT, new KeyName("opena"), Optional.of("iopenai"), 3, 7))) {
            assertThat(opened(elsewhere, good)).as("%s", elsewhere).isEmpty();
        }
        assertThat(cipher.open(random(32, new Random(9)), HOME, good)).isEmpty();
        assertThat(opened(HOME, good)).isPresent();
    }

    @Test
    void writesTheDocumentedBytes() throws GeneralSecurityException {
        byte[] value = "sk-0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        SealedValue sealed = cipher.seal(dataKey, HOME, value);

        ByteArrayOutputStream context = new ByteArrayOutputStream();
        context.writeBytes("ATOMKV1".getBytes(StandardCharsets.US_ASCII));
        context.write(1);
        context.writeBytes(Vectors.bytes("11111111222243338444555555555555"));
        context.writeBytes(Vectors.bytes("000000066f70656e6169" + "000000066f70656e6169" + "00000003" + "00000007"));
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        info.writeBytes("ATOMKV1".getBytes(StandardCharsets.US_ASCII));
        info.writeBytes(context.toByteArray());
        byte[] derived = com.google.crypto.tink.subtle.Hkdf.computeHkdf(
                "HmacSha512", dataKey, sealed.salt(), info.toByteArray(), 64);

        assertThat(sealed.commitment()).isEqualTo(Arrays.copyOfRange(derived, 32, 64));
        ByteArrayOutputStream forTink = new ByteArrayOutputStream();
        forTink.writeBytes(sealed.nonce());
        forTink.writeBytes(sealed.ciphertext());
        assertThat(new AesGcmJce(Arrays.copyOf(derived, 32)).decrypt(forTink.toByteArray(), context.toByteArray()))
                .isEqualTo(value);
    }

    private void everyBit(byte[] field, java.util.function.Function<byte[], SealedValue> rebuilt) {
        for (int bit = 0; bit < 8 * field.length; bit++) {
            byte[] flipped = field.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(opened(HOME, rebuilt.apply(flipped))).as("bit %d", bit).isEmpty();
        }
    }

    private Optional<ByteBuffer> opened(RecordContext context, SealedValue value) {
        return cipher.open(dataKey, context, value).map(secret -> {
            try (Secret closing = secret) {
                return closing.use(bytes -> ByteBuffer.wrap(bytes.clone()));
            }
        });
    }

    private static SealedValue with(SealedValue good, byte[] salt, byte[] commitment, byte[] nonce, byte[] ciphertext) {
        return new SealedValue(good.algorithm(), salt, commitment, nonce, ciphertext);
    }

    private static byte[] random(int length, Random random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
